import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Kid } from '../../../../src/protocol/ids.ts'
import { decodeParts } from '../../../../src/protocol/parts.ts'
import { createPresenceSet } from '../../../../src/tracker/presence/presence-set.ts'

const kids = ['A', 'B', 'C', 'D'].map((letter) => letter.repeat(42).concat('A') as Kid)
const [alice, bob] = kids as [Kid, Kid]

function read(body: Buffer): string[] {
  return decodeParts(body, 100).map((part) => part.toString('base64url'))
}

test('changes name first who came, then who went, each once', () => {
  const presence = createPresenceSet()
  presence.come(alice)
  presence.takeChanges()
  presence.go(alice)
  presence.come(bob)
  const changes = presence.takeChanges()
  expect(changes?.online).toBe(1)
  expect(read(changes?.body ?? Buffer.alloc(0))).toEqual([bob, alice])
  expect(presence.takeChanges()).toBeUndefined()
})

test('who was never online does not go', () => {
  const presence = createPresenceSet()
  presence.go(alice)
  expect(presence.takeChanges()).toBeUndefined()
})

test('a snapshot and all changes after it always give who is online', () => {
  const step = fc.record({
    kid: fc.constantFrom(...kids),
    what: fc.constantFrom('come' as const, 'go' as const, 'tell' as const),
  })
  fc.assert(
    fc.property(fc.array(step), fc.nat(20), (steps, watchFrom) => {
      const presence = createPresenceSet()
      let seen: Set<string> | undefined
      const hear = (): void => {
        const changes = presence.takeChanges()
        if (changes === undefined || seen === undefined) return
        for (const [index, kid] of read(changes.body).entries()) {
          if (index < changes.online) seen.add(kid)
          else seen.delete(kid)
        }
      }
      for (const [index, { kid, what }] of steps.entries()) {
        if (index === watchFrom) seen = new Set(read(presence.snapshot()))
        if (what === 'tell') hear()
        else presence[what](kid)
      }
      hear()
      if (seen === undefined) return
      expect([...seen].sort()).toEqual(kids.filter((kid) => presence.has(kid)).sort())
    }),
  )
})
