import { canConnect } from '../../net/reach.ts'
import type { TrackerHandler } from '../tracker-context.ts'

const CONNECT_TIMEOUT_MS = 2_000

/** Tells whoever asks how this tracker sees him: nobody but the asker's own address is ever tried. */
export const probe: TrackerHandler<'probe'> = async ({ params, connection }, tracker) => {
  const { host } = connection.remote
  const isReached = await canConnect({ host, port: params.port }, CONNECT_TIMEOUT_MS)
  return { result: { seenAs: host, isReached, time: tracker.now() } }
}
