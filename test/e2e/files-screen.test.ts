import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createTestFolder } from '../helpers/program.ts'
import { KEYS } from '../helpers/screen.ts'
import { meet } from './person.ts'

const F5 = '\u001B[15~'
const F6 = '\u001B[17~'

test('a file is offered with its path completed, accepted with a key, and lies where the screen says', async () => {
  const folder = await createTestFolder()
  const content = Buffer.alloc(3_000_000, 'a few megabytes of text. ')
  await writeFile(join(folder, 'the slides.pdf'), content)
  const { alice, bob, bobSeat } = await meet('lab')

  alice.write(`/send ${folder}/the\t`)
  await alice.see('the slides.pdf')
  alice.write(KEYS.enter)
  await alice.see(/alice +▸ the slides\.pdf {2}3 MB/)
  await bob.see('alice offers the slides.pdf: Alt-Y get · Alt-N refuse')
  bob.write(KEYS.alt('y'))
  await bob.see((text) => text.includes('✓ done') && /→ .*lab_alice_the slides\.pdf/.test(text))
  await alice.see('✓ done')

  const [received] = await findFiles(bobSeat.data, 'lab_alice_the slides.pdf')
  expect(await readFile(received ?? '')).toEqual(content)
  bob.write(F5)
  await bob.see(/1 ↓ the slides\.pdf +✓ done/)
})

test('a folder is chosen in the dialog, refused, offered once more and fetched from the list', async () => {
  const folder = await createTestFolder()
  await mkdir(join(folder, 'photos'))
  for (const name of ['one.jpg', 'two.jpg']) await writeFile(join(folder, 'photos', name), name)
  const { alice, bob, bobSeat } = await meet('lab')

  const sendFolder = async (): Promise<void> => {
    alice.write(KEYS.alt('s'))
    await alice.see('╭ Send to #lab')
    alice.write(KEYS.paste(`${folder}/photos/`))
    await alice.see('two.jpg')
    alice.write(KEYS.up)
    await alice.see('▸ all of ')
    alice.write(KEYS.enter)
  }
  await sendFolder()
  await bob.see('alice offers photos/')
  bob.enter('/refuse')
  await bob.see('✗ cancelled')
  await sendFolder()
  await bob.see('alice offers photos/')
  bob.write(F5)
  await bob.see(/▸ {2}2 ↓ photos\/ +offered/)
  bob.write(KEYS.enter)
  await bob.see(/▸ {2}2 ↓ photos\/ +✓ done/)
  const [received] = await findFiles(bobSeat.data, 'two.jpg')
  expect(received).toContain('lab_alice_photos')
})

test('what somebody shares is found in the list and fetched, until it is taken back', async () => {
  const folder = await createTestFolder()
  await writeFile(join(folder, 'song.mp3'), 'la la la')
  const { alice, bob, bobSeat } = await meet('lab')
  alice.enter(`/share ${folder}/song.mp3`)
  await alice.see('Everybody on the tracker can fetch song.mp3')
  bob.write(F6)
  await bob.see(/▸ song\.mp3 +8 bytes alice/)
  bob.write(KEYS.enter)
  await bob.see('song.mp3 is here: ')
  const [received] = await findFiles(bobSeat.data, 'alice_song.mp3')
  expect(await readFile(received ?? '', 'utf8')).toBe('la la la')

  alice.enter('/unshare song.mp3')
  await alice.see('song.mp3 is no longer shared.')
  bob.write(KEYS.ctrl('r'))
  await bob.see('Nobody who is online shares a file.')
})

async function findFiles(folder: string, name: string): Promise<readonly string[]> {
  const found = await readdir(folder, { recursive: true })
  return found.filter((path) => path.endsWith(name)).map((path) => join(folder, path))
}
