import { expect, test } from 'vitest'
import type { LogItem } from '../../../src/peer/state.ts'
import { PASSWORD, openNetwork } from '../../helpers/network.ts'

test('a full mailbox is told, holds messages back on this disk, and resolves by itself', async () => {
  const mailbox = { authorMessages: 3 }
  const network = await openNetwork({ peers: ['alice', 'bob'], tracker: { mailbox } })
  const [alice, bob] = network.peers
  await bob!.close()
  const first = ['one', 'two', 'three']
  const rest = ['four', 'five', 'six']
  for (const text of first) await alice!.sendText('@bob', text)
  await alice!.until((state) => {
    const items = state.chats.get('@bob')?.log.items ?? []
    return items.at(-1)?.type === 'message' && statesOf(items).every((one) => one === 'stored')
  }, 'stored')
  for (const text of rest) await alice!.sendText('@bob', text)
  const full = await alice!.until((state) => state.chats.get('@bob')!.mailbox !== null, 'QUOTA')
  expect(full.chats.get('@bob')!.mailbox).toMatchObject({ code: 'QUOTA' })
  expect(statesOf(full.chats.get('@bob')!.log.items)).toEqual([
    ...first.map(() => 'stored'),
    ...rest.map(() => 'sending'),
  ])

  const back = await network.peer('bob')
  await back.login({ username: 'bob', password: PASSWORD })
  await back.untilTexts('@alice', [...first, ...rest])
  await alice!.until((state) => state.chats.get('@bob')!.mailbox === null, 'room again')
  await alice!.until(
    (state) => statesOf(state.chats.get('@bob')!.log.items).every((one) => one === 'delivered'),
    'all delivered',
  )
}, 120_000)

function statesOf(items: readonly LogItem[]): readonly string[] {
  return items.flatMap((item) => (item.type === 'message' ? [item.state] : []))
}
