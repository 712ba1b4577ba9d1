import { join } from 'node:path'
import { cliTexts } from '../i18n/catalogs/cli.ts'
import { describeError } from '../i18n/describe-error.ts'
import type { Language } from '../i18n/translate.ts'
import { isChatError } from '../shared/errors.ts'
import { startLogging } from '../shared/logger.ts'
import { openLineLog } from '../store/process/line-log.ts'
import { readTextFile } from '../store/process/read-text-file.ts'
import type { Command } from './context.ts'
import { installCrashGuard } from './crash-guard.ts'
import type { CommandName } from './flags.ts'
import { parseArguments, peekFlag } from './parse-arguments.ts'
import { absolute, configFile, dataFolder } from './places.ts'
import { createSettings, findLanguage, parseConfig, usage, type Config } from './settings.ts'
import { listenForSignals } from './process/signals.ts'
import { passOnColorWish } from './take-terminal.ts'
import { VERSION } from './version.ts'

type Environment = Record<string, string | undefined>

/** Each command is loaded only when it is asked for: the screen's library has no place in a tracker. */
const COMMANDS: Readonly<Record<CommandName, () => Promise<Command>>> = {
  tracker: async () => (await import('./commands/tracker.ts')).runTrackerCommand,
  peer: async () => (await import('./commands/peer.ts')).runPeerCommand,
  direct: async () => (await import('./commands/direct.ts')).runDirectCommand,
  rpc: async () => (await import('./commands/rpc.ts')).runRpcCommand,
  demo: async () => (await import('./commands/demo.ts')).runDemoCommand,
  export: async () => (await import('./commands/export.ts')).runExportCommand,
  import: async () => (await import('./commands/import.ts')).runImportCommand,
  backup: async () => (await import('./commands/backup.ts')).runBackupCommand,
  restore: async () => (await import('./commands/restore.ts')).runRestoreCommand,
  doctor: async () => (await import('./commands/doctor.ts')).runDoctorCommand,
}

/** Runs one command from its words to its exit code: 0 fine, 1 failed, 2 wrong usage. */
export async function runProgram(words: readonly string[], env: Environment): Promise<number> {
  const guard = installCrashGuard(VERSION)
  // Whoever read what is said here may leave before the program does; that is no reason for it to break.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  let language: Language = 'en'
  const isDebugging = words.includes('--debug') || Boolean(env['CHATP2P_DEBUG'])
  if (isDebugging) process.setSourceMapsEnabled(true)
  try {
    language = findLanguage({ flags: { lang: peekFlag(words, 'lang') }, env, config: noConfig() })
    const config = await loadConfig(words, env, language)
    language = findLanguage({ flags: { lang: peekFlag(words, 'lang') }, env, config })
    const columns = Math.min(100, process.stdout.columns ?? 80)
    const parsed = await parseArguments(words, language, { version: VERSION, columns })
    if (parsed.type === 'text') {
      process.stdout.write(`${parsed.text}\n`)
      return 0
    }
    const settings = createSettings({ flags: parsed.flags, env, config, language })
    const dataDir = absolute(settings.textOr('data', dataFolder(env, process.platform)))
    guard.configure({ folder: dataDir, language, isDebugging })
    const loggers = env['CHATP2P_DEBUG']
    if (loggers) startLogging(loggers, openLineLog(join(dataDir, 'debug.log')))
    passOnColorWish(env)
    const command = await COMMANDS[parsed.command]()
    const stop = listenForSignals()
    const { operands } = parsed
    const context = { settings, operands, language, version: VERSION, stop, dataDir, env }
    const code = await command(context)
    return code ?? 0
  } catch (error) {
    return tell(error, language, isDebugging)
  }
}

/** An expected refusal becomes one sentence; anything else is a bug and goes on to the crash guard. */
function tell(error: unknown, language: Language, isDebugging: boolean): number {
  const sentence = describeError(language, error)
  if (sentence === undefined) throw error
  process.stderr.write(`${sentence}\n`)
  if (isDebugging && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`)
  return isChatError(error, 'USAGE') || isChatError(error, 'NO_TERMINAL') ? 2 : 1
}

/** The file that is named, which must exist, or the one in the usual place, which need not. */
async function loadConfig(
  words: readonly string[],
  env: Environment,
  language: Language,
): Promise<Config> {
  const texts = cliTexts[language]
  const named = peekFlag(words, 'config') ?? env['CHATP2P_CONFIG']
  const path = named === undefined ? configFile(env, process.platform) : absolute(named)
  const content = await readTextFile(path)
  if (content !== undefined) return parseConfig(path, content, texts)
  if (named !== undefined) throw usage(texts.wrong.configMissing(path))
  return { path, values: {} }
}

function noConfig(): Config {
  return { path: '', values: {} }
}
