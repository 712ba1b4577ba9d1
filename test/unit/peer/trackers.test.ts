import { expect, test } from 'vitest'
import { parseTrackerAddress } from '../../../src/peer/trackers.ts'

test.each([
  ['lab-pc', { host: 'lab-pc', port: 5000 }],
  [' lab-pc.local:6000 ', { host: 'lab-pc.local', port: 6000 }],
  ['192.0.2.7:1', { host: '192.0.2.7', port: 1 }],
  ['fd00::2', { host: 'fd00::2', port: 5000 }],
  ['[fd00::2]', { host: 'fd00::2', port: 5000 }],
  ['[fe80::1%eth0]:6000', { host: 'fe80::1%eth0', port: 6000 }],
])('%j is an address', (typed, address) => {
  expect(parseTrackerAddress(typed, 5000)).toEqual(address)
})

test.each(['', 'lab pc', 'lab:', 'lab:0', 'lab:65536', 'lab:5000:1', 'http://lab', '[fd00::2]:x'])(
  '%j is none',
  (typed) => {
    expect(parseTrackerAddress(typed, 5000)).toBeUndefined()
  },
)
