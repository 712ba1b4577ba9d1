import yargs, { type Argv, type Options } from 'yargs'
import { cliTexts, type CliTexts } from '../i18n/catalogs/cli.ts'
import type { Language } from '../i18n/translate.ts'
import {
  COMMAND_FLAGS,
  COMMAND_OPERANDS,
  flagOf,
  type CommandName,
  type FlagName,
} from './flags.ts'
import { usage } from './settings.ts'

export type Parsed =
  | {
      readonly type: 'command'
      readonly command: CommandName
      readonly flags: Readonly<Record<string, unknown>>
      readonly operands: readonly string[]
    }
  /** Help or the version, to be shown as it is. */
  | { readonly type: 'text'; readonly text: string }

/** What the words after `chatp2p` ask for; throws USAGE with a sentence in the given language. */
export async function parseArguments(
  words: readonly string[],
  language: Language,
  { version, columns }: { version: string; columns: number },
): Promise<Parsed> {
  const texts = cliTexts[language]
  let command: CommandName | undefined
  let shown = ''
  const parser = yargs()
    .scriptName('chatp2p')
    .parserConfiguration({
      'camel-case-expansion': false,
      'dot-notation': false,
      'parse-numbers': false,
      'duplicate-arguments-array': false,
      'boolean-negation': false,
      'strip-aliased': true,
    })
    .usage(texts.about)
    // The types know only plain sentences; those that count have one for one and one for several.
    .detectLocale(false)
    .updateStrings(texts.parser as Record<string, string>)
    .epilogue(texts.footer)
    .version(version)
    .help()
    .wrap(columns)
    .exitProcess(false)
    .demandCommand(1, 1, texts.noCommand, texts.noCommand)
    .strict()
    .fail((message: string, error: Error | undefined) => {
      if (error !== undefined && error.name !== 'YError') throw error
      throw usage((error?.message ?? message).replaceAll(/\s*\n\s*/g, ' '))
    })
  for (const name of commandNames()) {
    parser.command(
      `${name}${COMMAND_OPERANDS[name] ?? ''}`,
      texts.commands[name],
      (own) => addFlags(own, COMMAND_FLAGS[name], texts),
      () => {
        command = name
      },
    )
  }
  const flags = await parser.parseAsync([...words], {}, (_error, _argv, output) => {
    shown = output
  })
  if (shown !== '') return { type: 'text', text: shown }
  if (command === undefined) throw usage(texts.noCommand)
  const named = /\w+/.exec(COMMAND_OPERANDS[command] ?? '')?.[0] ?? ''
  return { type: 'command', command, flags, operands: [flags[named] ?? []].flat().map(String) }
}

/** The value of one flag before the parser may run: its language and the configuration file decide how that speaks. */
export function peekFlag(words: readonly string[], name: FlagName): string | undefined {
  const index = words.findLastIndex((word) => word === `--${name}` || word.startsWith(`--${name}=`))
  const word = words[index]
  return word === `--${name}` ? words[index + 1] : word?.slice(`--${name}=`.length)
}

function commandNames(): CommandName[] {
  return [
    'tracker',
    'peer',
    'direct',
    'rpc',
    'export',
    'import',
    'backup',
    'restore',
    'doctor',
    'demo',
  ]
}

function addFlags(own: Argv, names: readonly FlagName[], texts: CliTexts): Argv {
  for (const name of names) own.option(name, describeFlag(name, texts))
  return own.epilogue(texts.footer)
}

/** Values are checked by the settings, which know all three places they come from; the parser only tells flags apart. */
function describeFlag(name: FlagName, texts: CliTexts): Options {
  const flag = flagOf(name)
  const isSwitch = flag.kind === 'switch'
  return {
    describe: texts.flags[name],
    type: isSwitch ? 'boolean' : 'string',
    requiresArg: !isSwitch && flag.kind !== 'optional-port',
    ...('fallback' in flag && flag.fallback !== undefined
      ? { defaultDescription: flag.fallback }
      : {}),
  }
}
