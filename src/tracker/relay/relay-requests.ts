import type { Handlers } from '../../net/connection.ts'
import type { TrackerContext, TrackerHandler } from '../tracker-context.ts'

/** A way to somebody who is online and cannot be dialled. */
export const relayOpen: TrackerHandler<'relay.open'> = async ({ params, connection }, tracker) => {
  const to = tracker.sessions.online(params.kid)?.connection
  return { result: { tunnel: await tracker.relay.open(connection, to) } }
}

/** What the two ends of a tunnel say. */
export function relayNotices({ relay }: TrackerContext): Handlers['notices'] {
  return {
    'relay.data': ({ params, body, connection }) => relay.data(connection, params.tunnel, body),
    'relay.credit': ({ params, connection }) =>
      relay.credit(connection, params.tunnel, params.bytes),
    'relay.end': ({ params, connection }) => relay.end(connection, params.tunnel),
  }
}
