import { expect, test } from 'vitest'
import type { MessageItem } from '../../../src/peer/state.ts'
import { PASSWORD, type TestPeer, openNetwork } from '../../helpers/network.ts'

const MESSAGES = 20_000
const AT_ONCE = 2_000

test('twenty thousand missed messages come with progress, in order, while the program goes on answering', async () => {
  const network = await openNetwork({ peers: ['alice', 'bob'] })
  const [alice, bob] = network.peers
  await bob!.close()
  for (let from = 0; from < MESSAGES; from += AT_ONCE) {
    const some = Array.from({ length: AT_ONCE }, (_, at) => `number ${from + at}`)
    await Promise.all(some.map((text) => alice!.sendText('@bob', text)))
  }

  const back = await network.peer('bob')
  const missing: number[] = []
  let turns = 0
  const timer = setInterval(() => turns++, 1)
  back.state.subscribe(() => {
    const gap = back.chat('@alice')?.gap
    if (gap?.fetching === true && gap.missing !== missing.at(-1)) missing.push(gap.missing)
  })
  await back.login({ username: 'bob', password: PASSWORD })
  await back.until((state) => state.chats.get('@alice')?.log.total === MESSAGES, 'all of it')
  clearInterval(timer)
  await back.until((state) => state.chats.get('@alice')!.gap === null, 'no gap')

  const texts = (await readAll(back)).map((item) => item.text)
  expect(texts).toEqual(Array.from({ length: MESSAGES }, (_, at) => `number ${at}`))
  expect(missing.length).toBeGreaterThan(10)
  expect(turns).toBeGreaterThan(missing.length)
  await alice!.until((state) => {
    const item = state.chats.get('@bob')!.log.items.at(-1)
    return item?.type === 'message' && item.state === 'delivered'
  }, 'delivery')
}, 240_000)

async function readAll(peer: TestPeer): Promise<readonly MessageItem[]> {
  let items: readonly MessageItem[] = []
  for (;;) {
    const [first] = items
    const page = first === undefined ? { limit: 1_000 } : { limit: 1_000, before: first.id }
    const older = await peer.readHistory('@alice', page)
    if (older.length === 0) return items
    items = [...older, ...items]
  }
}
