import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createTestFolder, startTracker } from '../helpers/program.ts'
import { quickUsersOption } from '../helpers/quick-programs.ts'
import { KEYS } from '../helpers/screen.ts'
import { GIVEN_BACK } from '../helpers/emulator.ts'
import { PASSWORD, sitDown, type Person } from './person.ts'

/** Lets a test break the program whenever it likes, with a text that no report may quote. */
const BUG = "process.on('SIGUSR2', () => { throw new TypeError(['the', 'sec' + 'ret'].join(' ')) })"
const BROKEN = `--import=data:text/javascript,${encodeURIComponent(BUG)}`

test('the terminal is given back however the program ends', async () => {
  const { port } = await startTracker(await createTestFolder())
  const data = await createTestFolder()
  const first = sitDown({ data, port })
  await first.register('alice')
  first.enter('/quit')
  expect(await first.exited).toEqual({ code: 0, signal: undefined })
  expect(first.modes()).toEqual(GIVEN_BACK)
  expect(first.output()).not.toContain(PASSWORD)
  expect(first.text().trim()).toBe('')

  const ends: Readonly<Record<string, (alice: Person) => void>> = {
    'Ctrl-C': (alice) => alice.write(KEYS.ctrl('c')),
    SIGTERM: (alice) => alice.kill('SIGTERM'),
    SIGHUP: (alice) => alice.kill('SIGHUP'),
    'a bug': (alice) => alice.kill('SIGUSR2'),
  }
  for (const [name, end] of Object.entries(ends)) {
    const env = { NODE_OPTIONS: `${quickUsersOption()} ${BROKEN}` }
    const alice = sitDown({ data, port, env })
    await alice.login()
    alice.write('half a line')
    await alice.see('> half a line')
    end(alice)
    const isBug = name === 'a bug'
    expect(await alice.exited, name).toEqual({ code: isBug ? 1 : 0, signal: undefined })
    expect(alice.modes(), name).toEqual(GIVEN_BACK)
    expect(alice.text(), name).not.toMatch(/half a line|tracker/)
    if (!isBug) expect(alice.text().trim(), name).toBe('')
    else expectReport(alice)
  }
})

test('who just sits there costs nothing: no byte to the terminal, no processor time', async () => {
  const { port } = await startTracker(await createTestFolder())
  const alice = sitDown({ data: await createTestFolder(), port })
  const bob = sitDown({ data: await createTestFolder(), port })
  await Promise.all([alice.register('alice'), bob.register('bob')])
  bob.enter('/dm alice')
  await bob.see('╭ @alice')
  bob.enter('hello')
  await alice.see('╭ @bob')
  await bob.see(/hello ✓✓/)
  const people = [alice, bob]
  await settled(people)
  const written = people.map((person) => person.output().length)
  const used = people.map(ticksOf)
  await pause(3_000)
  expect(people.map((person) => person.output().length)).toEqual(written)
  for (const [at, person] of people.entries()) {
    // Of the 300 that passed; a screen that is drawn by a timer takes many times as many.
    expect(ticksOf(person) - (used[at] ?? 0)).toBeLessThan(15)
  }
})

/** One sentence that names a report without anything that was said. */
function expectReport(alice: Person): void {
  const [path = ''] = /\S+crashes\S+\.txt/.exec(alice.text().replaceAll('\n', '')) ?? []
  const report = readFileSync(path, 'utf8')
  expect(report).toContain('error: TypeError')
  for (const secret of ['the secret', 'half a line', PASSWORD]) {
    expect(report).not.toContain(secret)
    expect(alice.text()).not.toContain(secret)
  }
}

/** User and system time in clock ticks, of which a second has 100. */
function ticksOf({ pid }: Person): number {
  const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')
  const [user, system] = fields.split(' ').slice(11, 13)
  return Number(user) + Number(system)
}

/** What a meeting leaves to do is done: nothing was written for a while. */
async function settled(people: readonly Person[]): Promise<void> {
  for (let quiet = 0, last = -1; quiet < 5; quiet++) {
    const written = people.reduce((sum, person) => sum + person.output().length, 0)
    if (written !== last) quiet = 0
    last = written
    await pause(200)
  }
}

async function pause(ms: number): Promise<void> {
  await new Promise<void>((resolve) => void setTimeout(resolve, ms))
}
