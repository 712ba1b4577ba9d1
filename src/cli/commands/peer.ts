import { createPeer } from '../../peer/create-peer.ts'
import type { Context } from '../context.ts'
import { keepMemoryModest } from '../process/modest-memory.ts'
import { leave } from '../leave.ts'
import { peerOptions } from '../peer-options.ts'
import { readPassword } from '../read-password.ts'
import { offerTracker } from '../network/offer-tracker.ts'
import type { StartedTracker } from '../network/start-tracker.ts'
import { showPeer } from '../show-peer.ts'

/** The chat, until the person leaves it. */
export async function runPeerCommand(context: Context): Promise<number> {
  const { settings, env, language } = context
  const username = settings.text('user')
  const password = await readPassword(settings, env, process.stdin, language)
  const hosted: StartedTracker[] = []
  const peer = await createPeer(peerOptions(context))
  keepMemoryModest(peer)
  try {
    const hostTracker = offerTracker(context, (tracker) => hosted.push(tracker))
    return await showPeer(context, peer, { username, password, hostTracker })
  } finally {
    await leave(peer, language)
    for (const tracker of hosted) await tracker.close()
  }
}
