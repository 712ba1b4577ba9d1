import { runDemo } from '../../demo/run-demo.ts'
import { runTmuxDemo } from '../../demo/run-tmux-demo.ts'
import { demoTexts } from '../../i18n/catalogs/demo.ts'
import type { Peer } from '../../peer/peer.ts'
import type { Context } from '../context.ts'
import { showPeer } from '../show-peer.ts'
import { takeTerminal } from '../take-terminal.ts'

/** Everything on this machine, gone when it ends. */
export async function runDemoCommand(context: Context): Promise<void> {
  const { settings, language, stop, env } = context
  const people = settings.count('peers')
  const isInTmux = settings.isOn('tmux')
  process.stdout.write(`${demoTexts[language].preparing}\n`)
  if (isInTmux) {
    takeTerminal()
    const program = [process.execPath, ...process.argv.slice(1, 2)]
    await runTmuxDemo({ people, language, stop, env, program })
    return
  }
  const show = async (peer: Peer): Promise<void> => {
    await showPeer(context, peer)
  }
  await runDemo({ people, language, stop, show })
}
