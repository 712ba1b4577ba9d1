import { expect, test } from 'vitest'
import { startTracker } from '../helpers/program.ts'
import { FULL_STRENGTH } from '../helpers/quick-programs.ts'
import { KEYS } from '../helpers/screen.ts'
import { meet, sitDown, type Person } from './person.ts'

/** Words, wide characters, joined emoji, combining marks. */
const GREETING = 'olá, 今日は 👋 e\u0301'
const ANSWER = '한글도 👩 नमस्ते'

test('two people register, meet in a room, talk, write to each other, quit and find it all again', async () => {
  const { alice, bob, bobSeat } = await meet('lab', FULL_STRENGTH)
  for (const { text } of [alice, bob]) {
    expect(text()).toMatch(/alice created the room[^]*bob joined/)
  }
  alice.enter(GREETING)
  await bob.see((text) => text.normalize('NFC').includes(GREETING.normalize('NFC')))
  bob.enter(ANSWER)
  await alice.see(ANSWER)
  await bob.see(/bob .*한글도.*✓✓/)

  bob.enter('/dm alice')
  await bob.see('╭ @alice')
  bob.enter('psst 漢字')
  await alice.see(/● bob +1/)
  alice.write(KEYS.ctrl('k'))
  await alice.see('╭ Go to')
  alice.enter('bob')
  await alice.see((text) => text.includes('╭ @bob') && text.includes('psst 漢字'))

  bob.enter('sair')
  expect(await bob.exited).toEqual({ code: 0, signal: undefined })
  await alice.see('○ bob')
  alice.enter('/goto lab')
  await alice.see('╭ #lab')
  alice.enter('while you were away')

  const again = sitDown(bobSeat)
  await again.login()
  again.enter('/goto lab')
  await again.see((text) => ['olá, 今日は', '한글도', 'away'].every((part) => text.includes(part)))
  again.enter('/dm alice')
  await again.see('psst 漢字')
  again.enter('I am back')
  alice.enter('/dm bob')
  await alice.see('I am back')
})

test('the screen stays whole while its window becomes small, large and what it was', async () => {
  const { alice, bob } = await meet('lab')
  for (const line of ['one 漢字漢字漢字', 'two 👍🏽', 'three']) bob.enter(line)
  await alice.see((text) => text.includes('three'))
  alice.write('a draft')
  await alice.see('> a draft')
  const before = alice.text()

  alice.resize(40, 10)
  await alice.see((text) => text.startsWith('╭ #lab') && text.includes('> a draft'))
  expectFrame(alice, { columns: 40, rows: 10 })
  expect(alice.text()).toContain('three')
  alice.resize(20, 5)
  await alice.see(/too\s+small/)
  alice.resize(160, 50)
  await alice.see((text) => text.startsWith('╭ Rooms') && text.includes('> a draft'))
  expectFrame(alice, { columns: 160, rows: 50 })
  alice.resize(100, 30)
  await alice.see((text) => text === before)
  alice.enter(' is sent')
  await bob.see('a draft is sent')
})

test('with the tracker killed people go on talking, are told of it, and return when it does', async () => {
  const { alice, bob, tracker, trackerData } = await meet('lab')
  tracker.child.kill('SIGKILL')
  for (const person of [alice, bob]) await person.see(/[○◌] tracker/)
  alice.enter('is the tracker gone?')
  await bob.see('is the tracker gone?')
  bob.enter('it is')
  await alice.see('it is')
  await startTracker(trackerData, tracker.port)
  for (const person of [alice, bob]) await person.see(/● tracker .* online/)
  alice.enter('all is well')
  await bob.see('all is well')
})

test('somebody whose program was killed starts it again and has lost nothing', async () => {
  const { alice, bob, bobSeat } = await meet('lab')
  bob.enter('before')
  await alice.see('before')
  await bob.see(/bob .*before ✓✓/)
  bob.kill('SIGKILL')
  await bob.exited
  await alice.see((text) => !text.includes('● bob'))
  alice.enter('meanwhile')

  const again = sitDown(bobSeat)
  await again.login()
  again.enter('/goto lab')
  await again.see((text) => text.includes('before') && text.includes('meanwhile'))
  again.enter('after')
  await alice.see('after')
})

/** Every row is the frame's, and nothing is left of another size. */
function expectFrame(person: Person, { columns, rows }: { columns: number; rows: number }): void {
  const lines = person.text().split('\n')
  expect(lines).toHaveLength(rows)
  for (const line of lines.slice(0, -1)) expect(line).toMatch(/^[╭│├╰]/)
  expect(lines.at(-1)).toMatch(/ (?:alice|bob) · ● /)
  expect(lines.filter((line) => line.startsWith('╭'))).toHaveLength(1)
  expect([...(lines[0] ?? '')]).toHaveLength(columns)
}
