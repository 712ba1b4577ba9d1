import { cliTexts, type CliTexts } from '../i18n/catalogs/cli.ts'
import { isLanguage, languageOf, type Language } from '../i18n/translate.ts'
import { ChatError } from '../shared/errors.ts'
import { environmentNameOf, FLAGS, flagOf, type FlagName } from './flags.ts'

/** What was asked for, from three places: the command line wins over the environment, that over the configuration file. */
export interface Settings {
  text(name: FlagName): string | undefined
  /** As `text`, for a flag that has a fallback. */
  textOr(name: FlagName, otherwise: string): string
  port(name: FlagName): number
  /** Of a flag that may stand without a value; undefined when it is not there. */
  optionalPort(name: FlagName): number | undefined
  count(name: FlagName): number
  isOn(name: FlagName): boolean
  /** One of a flag's choices. */
  choice(name: FlagName): string | undefined
  /** Lower-case hexadecimal without spaces. */
  fingerprint(name: FlagName): string | undefined
}

export interface Sources {
  readonly flags: Readonly<Record<string, unknown>>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly config: Config
  readonly language: Language
}

/** The configuration file's keys are flags; its values texts, numbers or booleans. */
export interface Config {
  readonly path: string
  readonly values: Readonly<Record<string, unknown>>
}

/** Throws USAGE when a value that is asked for is not what its flag wants; the sentence names where it came from. */
export function createSettings(sources: Sources): Settings {
  const wrong = cliTexts[sources.language].wrong

  function find(name: FlagName): { value: string; source: string } | undefined {
    const found = findValue(sources, name)
    const flag = flagOf(name)
    if (found?.value === '' && flag.kind === 'optional-port')
      return { ...found, value: flag.fallback }
    if (found?.value === '') throw usage(wrong.empty(found.source))
    return found
  }

  function text(name: FlagName): string | undefined {
    const flag = flagOf(name)
    return find(name)?.value ?? ('fallback' in flag ? flag.fallback : undefined)
  }

  function whole(
    name: FlagName,
    range: { least: number; most: number },
    explain: (source: string, value: string) => string,
  ): number {
    const { value, source } = find(name) ?? { value: text(name) ?? '', source: name }
    const number = /^\d{1,9}$/.test(value) ? Number(value) : -1
    if (number < range.least || number > range.most) throw usage(explain(source, value))
    return number
  }

  return {
    text,
    textOr: (name, otherwise) => text(name) ?? otherwise,
    port: (name) => whole(name, PORTS, wrong.port),
    optionalPort: (name) => (find(name) === undefined ? undefined : whole(name, PORTS, wrong.port)),
    count(name) {
      const flag = flagOf(name)
      const range = flag.kind === 'count' ? flag : { least: 0, most: 999_999_999 }
      return whole(name, range, (source, value) =>
        wrong.count(source, value, range.least, range.most),
      )
    },
    isOn(name) {
      const found = find(name)
      if (found === undefined) return false
      const isTrue = /^(?:true|1|yes|on)$/i.test(found.value)
      if (isTrue || /^(?:false|0|no|off)$/i.test(found.value)) return isTrue
      throw usage(wrong.switch(found.source, found.value))
    },
    choice(name) {
      const found = find(name)
      const flag = flagOf(name)
      if (found === undefined || flag.kind !== 'choice') return undefined
      if (flag.choices.includes(found.value)) return found.value
      throw usage(wrong.choice(found.source, found.value, flag.choices.join(', ')))
    },
    fingerprint(name) {
      const found = find(name)
      if (found === undefined) return undefined
      const hex = found.value.replaceAll(/[\s:]/g, '').toLowerCase()
      if (!/^[0-9a-f]{64}$/.test(hex)) throw usage(wrong.fingerprint(found.source))
      return hex
    },
  }
}

/** The language is needed before anything can be said about the rest, so it is looked for on its own. */
export function findLanguage(sources: Omit<Sources, 'language'>): Language {
  const { env } = sources
  const locale = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || ''
  const found = findValue(sources, 'lang')
  if (found === undefined) return languageOf(locale)
  if (isLanguage(found.value)) return found.value
  const choices = FLAGS.lang.choices.join(', ')
  const { wrong } = cliTexts[languageOf(locale)]
  throw usage(wrong.choice(found.source, found.value, choices))
}

/** Checks and takes over what `text`, the content of the configuration file, says. */
export function parseConfig(path: string, content: string, texts: CliTexts): Config {
  let values: unknown
  try {
    values = JSON.parse(content)
  } catch {
    values = undefined
  }
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    throw usage(texts.wrong.configFormat(path))
  }
  for (const [key, value] of Object.entries(values)) {
    if (key === 'password') throw usage(texts.wrong.configSecret(path))
    if (!Object.hasOwn(FLAGS, key)) throw usage(texts.wrong.configKey(path, key))
    if (!['string', 'number', 'boolean'].includes(typeof value)) {
      throw usage(texts.wrong.configFormat(path))
    }
  }
  return { path, values: { ...values } }
}

const PORTS = { least: 0, most: 65_535 }

export function usage(what: string): ChatError {
  return new ChatError('USAGE', { subject: what })
}

function findValue(
  { flags, env, config }: Omit<Sources, 'language'>,
  name: FlagName,
): { value: string; source: string } | undefined {
  const environmentName = environmentNameOf(name)
  const candidates: [unknown, string][] = [
    [flags[name], `--${name}`],
    [env[environmentName], environmentName],
    [config.values[name], `${config.path}: ${name}`],
  ]
  for (const [value, source] of candidates) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      return { value: String(value).trim(), source }
    }
  }
  return undefined
}
