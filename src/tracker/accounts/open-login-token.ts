import { openLoginBox } from '../../crypto/password.ts'
import type { Connection } from '../../net/connection.ts'
import type { TrackerContext } from '../tracker-context.ts'

const EXPORTER_LABEL = 'EXPORTER-chatp2p-login'

/** The token in a login box; undefined when it was not made for this tracker and this very connection. */
export function openLoginToken(
  tracker: Pick<TrackerContext, 'keys'>,
  connection: Connection,
  box: string,
): Buffer | undefined {
  const bytes = Buffer.from(box, 'base64url')
  return openLoginBox(tracker.keys.privateKey, bytes, connection.exportKey(EXPORTER_LABEL))
}
