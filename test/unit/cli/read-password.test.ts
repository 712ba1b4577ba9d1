import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { readPassword } from '../../../src/cli/read-password.ts'
import { createSettings } from '../../../src/cli/settings.ts'

const settingsWith = (isFromStdin: boolean) =>
  createSettings({
    flags: { 'password-stdin': isFromStdin },
    env: {},
    config: { path: '', values: {} },
    language: 'en',
  })

test('a password of the environment is taken out of it', async () => {
  const env = { CHATP2P_PASSWORD: 'correct horse' }
  const password = await readPassword(settingsWith(false), env, new PassThrough(), 'en')
  expect(password).toBe('correct horse')
  expect(env).toEqual({})
})

test('the first line of standard input is the password, the rest stays to be read', async () => {
  const input = new PassThrough()
  input.write('corr')
  input.write('ect hörse\r\n{"jsonrpc"')
  input.end(':1}\n')
  expect(await readPassword(settingsWith(true), {}, input, 'en')).toBe('correct hörse')
  const rest: string[] = []
  for await (const chunk of input) rest.push(String(chunk))
  expect(rest.join('')).toBe('{"jsonrpc":1}\n')
})

test('no password on standard input is a wrong use', async () => {
  const input = new PassThrough()
  input.end()
  await expect(readPassword(settingsWith(true), {}, input, 'en')).rejects.toMatchObject({
    code: 'USAGE',
  })
})

test('two passwords are one too many', async () => {
  const env = { CHATP2P_PASSWORD: 'a' }
  const reading = readPassword(settingsWith(true), env, new PassThrough(), 'en')
  await expect(reading).rejects.toMatchObject({ code: 'USAGE' })
})
