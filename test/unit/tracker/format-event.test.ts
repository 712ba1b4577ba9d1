import { expect, test } from 'vitest'
import { formatTrackerEvent } from '../../../src/tracker/format-event.ts'

test('the start tells where the tracker listens and how to recognise it', () => {
  const line = formatTrackerEvent({
    type: 'started',
    name: 'lab',
    host: '::',
    port: 5000,
    fingerprint: 'ab12 cd34',
    words: 'apple-brick',
    users: 3,
    rooms: 1,
  })
  expect(line).toContain('[::]:5000')
  expect(line).toContain('apple-brick')
  expect(line).toContain('ab12 cd34')
})

test('an event is one line, and names cannot steer a terminal', () => {
  const line = formatTrackerEvent({
    type: 'room-created',
    room: 'a\u001b[31m\nb\u202e',
    by: 'alice\u0007',
  })
  expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u)
})
