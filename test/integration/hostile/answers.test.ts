import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { dmChatId } from '../../../src/crypto/epoch.ts'
import type { Handlers } from '../../../src/net/connection.ts'
import { encodeParts } from '../../../src/protocol/parts.ts'
import { encodeJson } from '../../../src/protocol/strict-json.ts'
import { joinMallory, setScene } from './scene.ts'

const FAR = Number.MAX_SAFE_INTEGER

test('answers that are lies or make no sense harm nobody but who gave them', async () => {
  const scene = await setScene()
  const mallory = await joinMallory(scene)
  const { kid } = mallory.client.user.identity
  const chat = dmChatId(kid, scene.aliceKid)
  await scene.alice.sendText('@mallory', 'hello?')
  const id = randomBytes(32).toString('base64url')
  const chains = [{ author: kid, floor: 1, seq: FAR, id }]
  const heads = { chat, control: [id], chains, forks: [{ author: scene.aliceKid, seq: 1 }] }
  const bodies = [
    Buffer.alloc(0),
    randomBytes(10_000),
    Buffer.from('{"__proto__":{}}'),
    Buffer.from('['.repeat(50_000)),
    encodeJson(heads),
    encodeParts([Buffer.from('{}'), randomBytes(40)]),
  ]
  for (const body of bodies) {
    let asked = 0
    const lie = async (result: unknown) => {
      asked++
      return { result: result as never, body }
    }
    const handlers: Handlers = {
      methods: {
        'sync.digest': ({ params }) => lie({ different: params.digests.map((one) => one.chat) }),
        'sync.heads': () => lie({}),
        'sync.want': () => lie({ more: true }),
        'wraps.get': () => lie({}),
        'wraps.put': () => lie({}),
        'entries.push': () =>
          lie({ held: [{ author: scene.aliceKid, seq: FAR }], complete: false }),
        locate: () => lie({ peers: [{ kid: scene.aliceKid, addresses: [], wrapKey: null }] }),
      },
      notices: {},
    }
    const connection = await mallory.dialAlice(handlers)
    connection.notify('held', { chat, seq: FAR })
    connection.notify('held', { chat: randomBytes(32).toString('base64url') as never, seq: 1 })
    connection.notify('typing', { chat: randomBytes(32).toString('base64url') as never })
    connection.notify('presence', { online: FAR }, randomBytes(100))
    connection.notify('displaced', {})
    await expect.poll(() => asked, { timeout: 10_000 }).toBeGreaterThan(0)
    await scene.talk()
    connection.close()
  }
  expect(scene.alice.texts('@mallory')).toEqual(['hello?'])
  await scene.alice.sendText('@bob', 'still here')
  await scene.bob.untilTexts('@alice', ['still here'])
})
