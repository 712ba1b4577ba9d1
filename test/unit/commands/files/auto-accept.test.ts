import { expect, it } from 'vitest'
import { readAutoAccept } from '../../../../src/commands/files/auto-accept.ts'
import type { AutoAccept } from '../../../../src/peer/files.ts'

const NOW: AutoAccept = { mode: 'verified', belowBytes: 5_000 }

it('a policy is typed as a word, with a size where it shall change', () => {
  expect(readAutoAccept('off', NOW)).toEqual({ mode: 'off', belowBytes: 5_000 })
  expect(readAutoAccept('All 20 MB', NOW)).toEqual({ mode: 'all', belowBytes: 20_000_000 })
  expect(readAutoAccept('verificados 1,5 GB', NOW)).toEqual({
    ...{ mode: 'verified', belowBytes: 1_500_000_000 },
  })
  expect(readAutoAccept('nunca', NOW)).toEqual({ mode: 'off', belowBytes: 5_000 })
})

it('what is no policy changes nothing', () => {
  for (const typed of ['', 'some', 'all much', '20 MB']) {
    expect(readAutoAccept(typed, NOW)).toBeUndefined()
  }
})
