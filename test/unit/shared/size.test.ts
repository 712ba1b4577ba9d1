import { expect, it } from 'vitest'
import { parseSize } from '../../../src/shared/size.ts'

it('a typed size is read with the units that people use, in either notation', () => {
  expect(['0', '512', '500 kB', '10M', '10 mb', '1.5 GB', '1,5 gb'].map(parseSize)).toEqual([
    0, 512, 500_000, 10_000_000, 10_000_000, 1_500_000_000, 1_500_000_000,
  ])
  expect(['4 KiB', '2GiB', '1 byte', '3 bytes'].map(parseSize)).toEqual([
    4_096, 2_147_483_648, 1, 3,
  ])
})

it('what is no size is refused', () => {
  for (const typed of ['', 'MB', '-5', '1.2.3', '5 miles', '10 m b', '9'.repeat(16)]) {
    expect(parseSize(typed)).toBeUndefined()
  }
})
