import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findOldHistories } from '../../../src/store/archive/find-old-histories.ts'
import { readOldHistory } from '../../../src/store/archive/old-history.ts'
import { createTestFolder } from '../../helpers/program.ts'

async function write(content: string): Promise<string> {
  const path = join(await createTestFolder(), 'general.json')
  await writeFile(path, content)
  return path
}

test.each([
  ['sender, text, time', { sender: 'bob', text: 'hi', time: '2024-03-01T10:00:00Z' }],
  [
    'username, message, timestamp in seconds',
    { username: 'bob', message: 'hi', timestamp: 1709287200 },
  ],
  ['from, content, milliseconds', { from: 'bob', content: 'hi', date: 1709287200000 }],
])('reads messages with %s', async (_, message) => {
  expect(await readOldHistory(await write(JSON.stringify([message])))).toEqual([
    { sender: 'bob', text: 'hi', sentAt: 1_709_287_200_000 },
  ])
})

test('reads what it exports itself, an object around the array, and a time that is none', async () => {
  const messages = [{ sender: 'bob', text: 'hi', time: 'yesterday' }]
  const read = await readOldHistory(await write(JSON.stringify({ messages })))
  expect(read).toEqual([{ sender: 'bob', text: 'hi', sentAt: null }])
})

test.each(['', 'hello', '{}', '[1]', '[{"sender":"bob"}]', '[{"sender":1,"text":"x"}]'])(
  '%j is no history',
  async (content) => {
    await expect(readOldHistory(await write(content))).rejects.toMatchObject({
      code: 'NOT_A_HISTORY',
    })
  },
)

test('finds rooms and direct chats where the earlier programs kept them', async () => {
  const folder = await createTestFolder()
  for (const path of [
    'room_chats/room_general.json',
    'room_chats/lab.json',
    'users-dm.chats/alice-bob.json',
    'users-dm.chats/carol-alice.json',
  ]) {
    await mkdir(join(folder, path, '..'), { recursive: true })
    await writeFile(join(folder, path), '[]')
  }
  await writeFile(join(folder, 'room_chats/notes.txt'), '')
  const names = (await findOldHistories(folder, 'alice')).map(({ name }) => name)
  expect(names.toSorted()).toEqual(['#general', '#lab', '@bob', '@carol'])
})
