import { runDemo } from '../../demo/run-demo.ts'
import { runTmuxDemo } from '../../demo/run-tmux-demo.ts'
import { demoTexts } from '../../i18n/catalogs/demo.ts'
import { runTui } from '../../tui/run-tui.tsx'
import type { Context } from '../context.ts'
import { requireTerminal } from '../require-terminal.ts'

/** Everything on this machine, gone when it ends. */
export async function runDemoCommand({ settings, language, stop, env }: Context): Promise<void> {
  requireTerminal()
  const people = settings.count('peers')
  process.stdout.write(`${demoTexts[language].preparing}\n`)
  if (settings.isOn('tmux')) {
    const program = [process.execPath, ...process.argv.slice(1, 2)]
    await runTmuxDemo({ people, language, stop, env, program })
    return
  }
  await runDemo({ people, language, stop, show: async (peer) => runTui({ peer, language, stop }) })
}
