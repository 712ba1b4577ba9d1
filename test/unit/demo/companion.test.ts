import { describe, expect, test, vi } from 'vitest'
import { chooseAnswer, startCompanion } from '../../../src/demo/companion.ts'
import { demoTexts } from '../../../src/i18n/catalogs/demo.ts'
import { LANGUAGES } from '../../../src/i18n/translate.ts'
import type { Peer, PeerEvent } from '../../../src/peer/peer.ts'
import { createEmitter } from '../../../src/shared/emitter.ts'
import { messageItem } from '../rpc/rpc-session.ts'

const texts = demoTexts.en
const pace = { readingMs: 1, typingMsPerCharacter: 0, betweenMs: 1 }

function startCompany(count: number) {
  const events = createEmitter<PeerEvent>()
  const stop = new AbortController()
  const said: { name: string; chat: string; text: string }[] = []
  for (const [index, name] of texts.companions.slice(0, count).entries()) {
    const peer: Partial<Peer> = {
      onEvent: (listener) => events.on(listener),
      sendTyping: () => {},
      sendText: async (chat, text) => {
        said.push({ name, chat, text })
        return { id: '', sentAt: 0 }
      },
    }
    startCompanion({
      peer: peer as Peer,
      name,
      index,
      count,
      texts,
      pace,
      signal: stop.signal,
    })
  }
  return { events, said, stop }
}

describe('in a room of three companions', () => {
  test('exactly one answers what you say', async () => {
    const { events, said } = startCompany(3)
    for (let n = 0; n < 9; n++) {
      const message = messageItem({ id: `m${n}`, from: texts.you, text: 'so' })
      events.emit({ type: 'message', chat: '#lounge', message })
    }
    await vi.waitFor(() => expect(said).toHaveLength(9))
    expect(new Set(said.map(({ name }) => name)).size).toBe(3)
  })

  test('the one that is named answers', async () => {
    const { events, said } = startCompany(3)
    const message = messageItem({ from: texts.you, text: 'Carol, are you there?' })
    events.emit({ type: 'message', chat: '#lounge', message })
    await vi.waitFor(() => expect(said).toMatchObject([{ name: 'carol', chat: '#lounge' }]))
  })

  test('nobody answers a companion, or after the end', async () => {
    const { events, said, stop } = startCompany(3)
    const fromBob = messageItem({ from: 'bob', text: 'hello carol' })
    events.emit({ type: 'message', chat: '#lounge', message: fromBob })
    stop.abort()
    const fromYou = messageItem({ from: texts.you, text: 'hello' })
    events.emit({ type: 'message', chat: '@carol', message: fromYou })
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(said).toEqual([])
  })
})

test.each(LANGUAGES)('there is an answer to everything in %s', (language) => {
  for (const said of ['', 'hi', 'oi', '?', '\u{1F600}', 'x'.repeat(8_000)]) {
    expect(chooseAnswer(demoTexts[language], said)).not.toBe('…')
  }
})

test.each(LANGUAGES)('the companions of %s have names that a tracker accepts', (language) => {
  const { you, companions } = demoTexts[language]
  for (const name of [you, ...companions]) expect(name).toMatch(/^[a-z]{2,31}$/)
  expect(new Set([you, ...companions]).size).toBe(companions.length + 1)
})
