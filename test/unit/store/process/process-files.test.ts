import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { writeCrashReport } from '../../../../src/store/process/crash-report.ts'
import { openLineLog } from '../../../../src/store/process/line-log.ts'
import { readTextFile } from '../../../../src/store/process/read-text-file.ts'
import { createTemporaryFolder } from '../../../../src/store/process/temporary-folder.ts'

const folder = mkdtempSync(join(tmpdir(), 'chatp2p-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('a crash report says where, but nothing that anybody wrote', () => {
  const error = new TypeError('cannot read "my secret words"\n    at words', {
    cause: new Error('more words'),
  })
  const path = writeCrashReport(folder, error, { node: 'v1' })
  const report = readFileSync(path ?? '', 'utf8')
  expect(report).toMatch(/node: v1\nerror: TypeError\n\s+at .*process-files/)
  expect(report).toContain('caused by:')
  expect(report).not.toContain('words')
  expect(statSync(path ?? '').mode & 0o777).toBe(0o600)
})

test('a crash report that cannot be written is no second crash', () => {
  writeFileSync(join(folder, 'file'), '')
  expect(writeCrashReport(join(folder, 'file'), new Error('x'), {})).toBeUndefined()
})

test('a log holds every line at once', () => {
  const write = openLineLog(join(folder, 'deep', 'debug.log'))
  write('one')
  write('two')
  expect(readFileSync(join(folder, 'deep', 'debug.log'), 'utf8')).toBe('one\ntwo\n')
  expect(() => openLineLog(join(folder, 'file', 'debug.log'))('lost')).not.toThrow()
})

test('a text file that is not there is no error', async () => {
  writeFileSync(join(folder, 'config.json'), '{}')
  expect(await readTextFile(join(folder, 'config.json'))).toBe('{}')
  expect(await readTextFile(join(folder, 'nothing.json'))).toBeUndefined()
  expect(await readTextFile(folder)).toBeUndefined()
})

test('a temporary folder is private and goes with all that is in it', async () => {
  const temporary = await createTemporaryFolder('chatp2p-test')
  writeFileSync(join(temporary.path, 'a'), 'a')
  expect(statSync(temporary.path).mode & 0o777).toBe(0o700)
  temporary.remove()
  expect(existsSync(temporary.path)).toBe(false)
})
