import type { Readable } from 'node:stream'
import { cliTexts } from '../i18n/catalogs/cli.ts'
import type { Language } from '../i18n/translate.ts'
import { usage, type Settings } from './settings.ts'

const PASSWORD_BYTES_MAX = 4_096

/**
 * The password from where a script may leave it: CHATP2P_PASSWORD, or the first line of standard input with
 * --password-stdin. Undefined when the person is to be asked. It is taken out of `env`, so that no child inherits it.
 */
export async function readPassword(
  settings: Settings,
  env: Record<string, string | undefined>,
  input: Readable,
  language: Language,
): Promise<string | undefined> {
  const { wrong } = cliTexts[language]
  const fromEnvironment = env['CHATP2P_PASSWORD']
  delete env['CHATP2P_PASSWORD']
  if (!settings.isOn('password-stdin')) return fromEnvironment === '' ? undefined : fromEnvironment
  if (fromEnvironment !== undefined) throw usage(wrong.passwordTwice)
  const line = await readFirstLine(input)
  if (line === '') throw usage(wrong.passwordMissing)
  return line
}

/** Takes one line and nothing more: what follows belongs to whoever reads next. */
async function readFirstLine(input: Readable): Promise<string> {
  const bytes: Buffer[] = []
  let size = 0
  for await (const chunk of input.iterator({ destroyOnReturn: false })) {
    const part = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk))
    const end = part.indexOf(0x0a)
    bytes.push(end === -1 ? part : part.subarray(0, end))
    size += part.length
    if (end !== -1) {
      if (end + 1 < part.length) input.unshift(part.subarray(end + 1))
      break
    }
    if (size > PASSWORD_BYTES_MAX) break
  }
  return Buffer.concat(bytes).toString('utf8').replace(/\r$/, '')
}
