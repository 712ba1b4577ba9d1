import type { Context } from '../context.ts'
import { figure, type Figure } from '../harness/figure.ts'
import { openConversation, startAtLogin } from '../harness/full-screen.ts'
import { median } from '../harness/statistics.ts'
import { startTerminal } from '../harness/terminal.ts'

const ROUNDS = 7
const SIZE = { columns: 80, rows: 24 }

/** From the start of the program to its first frame, and to the end of a long conversation after the password. */
export async function measureStartUp(context: Context): Promise<readonly Figure[]> {
  const place = await context.pair('long')
  const bare: number[] = []
  const form: number[] = []
  const history: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const nothing = startTerminal({ args: ['-e', 'process.stdout.write("ready")'] })
    bare.push((await nothing.see('ready')) - nothing.startedAt)
    await nothing.end()
    const screen = startAtLogin(place, SIZE)
    form.push((await screen.see('Log in')) - screen.startedAt)
    await screen.end()
    if (round >= 3) continue
    const conversation = await openConversation(place, SIZE)
    history.push(conversation.shownAt - conversation.startedAt)
    await conversation.end()
  }
  const baseline = median(bare)
  return [
    figure('bare.start', baseline, 'ms'),
    figure('start.first-frame', median(form), 'ms', { baseline }),
    figure('start.history-on-screen', median(history), 'ms', { baseline }),
  ]
}
