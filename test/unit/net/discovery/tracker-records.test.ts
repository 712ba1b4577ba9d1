import { expect, test } from 'vitest'
import {
  readGoodbyes,
  readTrackers,
  trackerRecords,
} from '../../../../src/net/discovery/tracker-records.ts'
import { SERVICE_TYPE } from '../../../../src/protocol/announcement.ts'
import type { TrackerId } from '../../../../src/protocol/ids.ts'

const TRACKER = {
  id: Buffer.alloc(32, 0xab).toString('base64url') as TrackerId,
  name: 'lab.pc',
  port: 5000,
}
const ADDRESSES = { ipv4: ['192.0.2.7'], ipv6: ['fe80::1'] }

test('a tracker is read back from its own records', () => {
  const { all } = trackerRecords(TRACKER, ADDRESSES)
  expect(readTrackers(all)).toEqual([
    {
      ...TRACKER,
      instance: `lab-pc abababab.${SERVICE_TYPE}`,
      addresses: ['192.0.2.7', 'fe80::1'],
      ttlMs: 4_500_000,
    },
  ])
})

test('questions are answered by name and type, whatever the case', () => {
  const records = trackerRecords(TRACKER, ADDRESSES)
  const ask = (name: string, type: 'PTR' | 'SRV' | 'A') =>
    records.answer({ name, type }).map((record) => record.type)
  expect(ask(SERVICE_TYPE.toUpperCase(), 'PTR')).toEqual(['PTR'])
  expect(ask(`lab-pc abababab.${SERVICE_TYPE}`, 'SRV')).toEqual(['SRV'])
  expect(ask('chatp2p-abababab.local', 'A')).toEqual(['A'])
  expect(ask('_services._dns-sd._udp.local', 'PTR')).toEqual(['PTR'])
  expect(ask('_http._tcp.local', 'PTR')).toEqual([])
})

test('a goodbye names the service that ends', () => {
  const { pointer } = trackerRecords(TRACKER, ADDRESSES, 0)
  expect(readGoodbyes([pointer])).toEqual([`lab-pc abababab.${SERVICE_TYPE}`])
  expect(readGoodbyes([trackerRecords(TRACKER, ADDRESSES).pointer])).toEqual([])
})

test('responses about other services, or with parts missing, describe no tracker', () => {
  const { all } = trackerRecords(TRACKER, ADDRESSES)
  for (const missing of ['PTR', 'SRV', 'TXT']) {
    expect(readTrackers(all.filter(({ type }) => type !== missing))).toEqual([])
  }
  const other = all.map((record) =>
    record.type === 'PTR' ? { ...record, name: '_http._tcp.local' } : record,
  )
  expect(readTrackers(other)).toEqual([])
})

test('the longest name leaves a label of at most 63 bytes', () => {
  const { pointer } = trackerRecords({ ...TRACKER, name: 'ñ'.repeat(48) }, ADDRESSES)
  const label = String(pointer.type === 'PTR' && pointer.data).split('.')[0] ?? ''
  expect(Buffer.byteLength(label)).toBeLessThanOrEqual(63)
  expect(label).toMatch(/^ñ+ abababab$/)
})
