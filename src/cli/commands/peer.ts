import { createPeer } from '../../peer/create-peer.ts'
import { runTui } from '../../tui/run-tui.tsx'
import type { Context } from '../context.ts'
import { peerOptions } from '../peer-options.ts'
import { readPassword } from '../read-password.ts'
import { offerTracker } from '../network/offer-tracker.ts'
import type { StartedTracker } from '../network/start-tracker.ts'
import { takeTerminal } from '../take-terminal.ts'

/** The full screen, until the person leaves it. */
export async function runPeerCommand(context: Context): Promise<void> {
  const terminal = takeTerminal()
  const { settings, env, language, stop } = context
  const username = settings.text('user')
  const password = await readPassword(settings, env, process.stdin, language)
  const hosted: StartedTracker[] = []
  const peer = await createPeer(peerOptions(context))
  try {
    const hostTracker = offerTracker(context, (tracker) => hosted.push(tracker))
    await runTui({ peer, language, terminal, username, password, stop, hostTracker })
  } finally {
    await peer.close()
    for (const tracker of hosted) await tracker.close()
  }
}
