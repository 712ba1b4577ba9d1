import { createPeer } from '../../peer/create-peer.ts'
import { runTui } from '../../tui/run-tui.tsx'
import type { Context } from '../context.ts'
import { peerOptions } from '../peer-options.ts'
import { readPassword } from '../read-password.ts'
import { takeTerminal } from '../take-terminal.ts'

/** The full screen, until the person leaves it. */
export async function runPeerCommand(context: Context): Promise<void> {
  const terminal = takeTerminal()
  const { settings, env, language, stop } = context
  const username = settings.text('user')
  const password = await readPassword(settings, env, process.stdin, language)
  const peer = await createPeer(peerOptions(context))
  try {
    await runTui({ peer, language, terminal, username, password, stop })
  } finally {
    await peer.close()
  }
}
