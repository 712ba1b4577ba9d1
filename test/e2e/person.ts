import { execPath } from 'node:process'
import { onTestFinished } from 'vitest'
import type { Wanted } from '../helpers/emulator.ts'
import { createTestFolder, PROGRAM, startTracker, type RunningTracker } from '../helpers/program.ts'
import { startInPty, type PtyProgram } from '../helpers/pty.ts'
import { quickUsersOption } from '../helpers/quick-programs.ts'
import { KEYS } from '../helpers/screen.ts'

export const PASSWORD = 'correct horse battery'

/** Generous: keys are made and passwords stretched on whatever machine runs the tests. */
const PATIENCE_MS = 30_000

/** Somebody in front of the full screen of the built program. */
export interface Person extends PtyProgram {
  see(wanted: Wanted): Promise<void>
  /** Types a line and presses Enter. */
  enter(line: string): void
  register(username: string): Promise<void>
  /** Logs in as whoever was here last. */
  login(): Promise<void>
}

export interface Seat {
  readonly data: string
  readonly port: number
  readonly columns?: number
  readonly rows?: number
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** Starts the program in a pseudo-terminal; it ends with the test at the latest. */
export function sitDown({ data, port, columns = 100, rows = 30, env = {} }: Seat): Person {
  const words = ['peer', '--tracker-host', '127.0.0.1', '--tracker-port', String(port)]
  const program = startInPty({
    file: execPath,
    args: [PROGRAM, ...words, '--data', data],
    columns,
    rows,
    env: {
      HOME: '/nonexistent',
      XDG_CONFIG_HOME: undefined,
      LC_ALL: undefined,
      NODE_OPTIONS: quickUsersOption(),
      ...env,
    },
  })
  onTestFinished(() => program.dispose())
  const see = (wanted: Wanted): Promise<void> => program.waitFor(wanted, PATIENCE_MS)
  const enter = (line: string): void => program.write(`${line}${KEYS.enter}`)
  return {
    ...program,
    see,
    enter,
    async register(username) {
      await see('Once more')
      for (const text of [username, PASSWORD, PASSWORD]) enter(text)
      await see(isAt(username))
    },
    async login() {
      await see('Log in')
      enter(PASSWORD)
      await see((text) => !text.includes('Password') && /● tracker .*online/.test(text))
    },
  }
}

function isAt(username: string): (text: string) => boolean {
  return (text) => !text.includes('Once more') && new RegExp(`${username} · ● tracker`).test(text)
}

/** Alice and bob, registered with a tracker of their own, both in a room that alice has made and bob has found in the list. */
export async function meet(
  room: string,
  env: Seat['env'] = {},
): Promise<{
  alice: Person
  bob: Person
  bobSeat: Seat
  tracker: RunningTracker
  trackerData: string
}> {
  const trackerData = await createTestFolder()
  const tracker = await startTracker(trackerData, 0, env)
  const bobSeat = { data: await createTestFolder(), port: tracker.port, env }
  const alice = sitDown({ data: await createTestFolder(), port: tracker.port, env })
  const bob = sitDown(bobSeat)
  await Promise.all([alice.register('alice'), bob.register('bob')])
  alice.enter(`/create ${room}`)
  await alice.see('alice created the room')
  bob.write(KEYS.ctrl('o'))
  await bob.see((text) => text.includes('╭ Rooms of the tracker') && text.includes(`#${room}`))
  bob.write(KEYS.enter)
  await bob.see(`╭ #${room}`)
  for (const person of [alice, bob]) await person.see('bob joined')
  return { alice, bob, bobSeat, tracker, trackerData }
}
