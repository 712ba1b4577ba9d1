import { readdir, readFile, rm, truncate, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { openNetwork, PASSWORD, type TestPeer } from '../../helpers/network.ts'

const texts = Array.from({ length: 40 }, (_item, at) => `${at % 2 === 0 ? 'alice' : 'bob'} ${at}`)

/** What somebody, or a failing disk, does to a history while nobody uses it. */
const damages: Readonly<Record<string, (path: string) => Promise<void>>> = {
  async 'a byte in the middle is another'(path) {
    const bytes = await readFile(path)
    for (const number of [12, 13, 14, 25]) {
      const at = bytes.indexOf(`\n[${number},"`) + 80
      bytes[at] = bytes[at] === 0x41 ? 0x42 : 0x41
    }
    await writeFile(path, bytes)
  },
  async 'its second half is cut off'(path) {
    await truncate(path, (await stat(path)).size >> 1)
  },
  'it is gone': (path) => rm(path),
  'it is garbage': (path) => writeFile(path, Buffer.alloc(9_000, 'not a history at all\n')),
}

test.each(Object.keys(damages))(
  'a damaged history is told of and comes back from the other, own messages too: %s',
  async (which) => {
    const network = await openNetwork({ peers: ['alice', 'bob'] })
    const [alice, bob] = network.peers as [TestPeer, TestPeer]
    for (const text of texts) {
      const isAlice = text.startsWith('alice')
      await (isAlice ? alice : bob).sendText(isAlice ? '@bob' : '@alice', text)
      await (isAlice ? bob : alice).until(
        () => (isAlice ? bob : alice).texts(isAlice ? '@alice' : '@bob').includes(text),
        `to have ${text}`,
      )
    }
    await alice.close()
    const folder = join(network.dataDir, 'peer', 'alice', 'users-dm.chats')
    const [name = ''] = (await readdir(folder)).filter((file) => file.endsWith('.jsonl'))
    const path = join(folder, name)
    await damages[which]?.(path)

    const again = await network.peer('alice')
    await again.login({ username: 'alice', password: PASSWORD })
    const isTold = again.state.get().alerts.some(({ code }) => code === 'DAMAGE_SET_ASIDE')
    expect(isTold).toBe(true)
    await again.untilTexts('@bob', texts)
    await again.sendText('@bob', 'after the damage')
    await bob.untilTexts('@alice', [...texts, 'after the damage'])
    await bob.sendText('@alice', 'and an answer')
    await again.untilTexts('@bob', [...texts, 'after the damage', 'and an answer'])
    const aside = (await readdir(dirname(path))).filter((file) => file.includes('.damaged-'))
    expect(aside).toHaveLength(
      which.includes('byte') || which.includes('garbage') ? 1 : aside.length,
    )

    await again.close()
    const third = await network.peer('alice')
    await third.login({ username: 'alice', password: PASSWORD })
    expect(third.state.get().alerts.map(({ code }) => code)).not.toContain('DAMAGE_SET_ASIDE')
    expect(third.texts('@bob')).toEqual([...texts, 'after the damage', 'and an answer'])
  },
  180_000,
)
