import { runDemo } from '../../demo/run-demo.ts'
import { runTmuxDemo } from '../../demo/run-tmux-demo.ts'
import { demoTexts } from '../../i18n/catalogs/demo.ts'
import type { Peer } from '../../peer/peer.ts'
import { runTui } from '../../tui/run-tui.tsx'
import type { Context } from '../context.ts'
import { takeTerminal } from '../take-terminal.ts'

/** Everything on this machine, gone when it ends. */
export async function runDemoCommand({ settings, language, stop, env }: Context): Promise<void> {
  const terminal = takeTerminal()
  const people = settings.count('peers')
  const isInTmux = settings.isOn('tmux')
  process.stdout.write(`${demoTexts[language].preparing}\n`)
  if (isInTmux) {
    const program = [process.execPath, ...process.argv.slice(1, 2)]
    await runTmuxDemo({ people, language, stop, env, program })
    return
  }
  const show = async (peer: Peer): Promise<void> => {
    await runTui({ peer, language, terminal, stop })
  }
  await runDemo({ people, language, stop, show })
}
