import type { Catalog } from '../translate.ts'
import { cliEn } from './cli.en.ts'
import { cliPtBr } from './cli.pt-br.ts'

/** What the command line says: help and refusals. */
export interface CliTexts {
  readonly about: string
  readonly commands: Readonly<Record<CommandTextName, string>>
  readonly flags: Readonly<Record<FlagTextName, string>>
  readonly footer: string
  /** What the parser says, keyed by the parser's own English; `%s` are filled by it. */
  readonly parser: Readonly<Record<string, string | { one: string; other: string }>>
  /** What the tracker says of its place on the network. */
  readonly tracker: {
    readonly reach: (addresses: string) => string
    readonly announced: string
    readonly quiet: string
  }
  readonly noCommand: string
  readonly direct: {
    /** Neither an address nor --listen, or both. */
    readonly oneOf: string
    /** The name of the system's user is none for a chat. */
    readonly nameNeeded: (name: string) => string
  }
  readonly wrong: {
    readonly port: (source: string, value: string) => string
    readonly count: (source: string, value: string, least: number, most: number) => string
    readonly switch: (source: string, value: string) => string
    readonly choice: (source: string, value: string, choices: string) => string
    readonly fingerprint: (source: string) => string
    readonly empty: (source: string) => string
    readonly address: (source: string, value: string) => string
    readonly configKey: (path: string, key: string) => string
    readonly configSecret: (path: string) => string
    readonly configFormat: (path: string) => string
    readonly configMissing: (path: string) => string
    readonly passwordTwice: string
    readonly passwordMissing: string
    readonly passwordNeeded: string
  }
  readonly crashed: (report: string) => string
  readonly crashedWithoutReport: string
}

export type CommandTextName =
  | 'tracker'
  | 'peer'
  | 'direct'
  | 'rpc'
  | 'demo'
  | 'doctor'
  | 'export'
  | 'import'
  | 'backup'
  | 'restore'

export type FlagTextName =
  | 'host'
  | 'port'
  | 'name'
  | 'no-announce'
  | 'interfaces'
  | 'except-interfaces'
  | 'max-connections-per-address'
  | 'max-connects-per-second'
  | 'max-unauthenticated'
  | 'no-relay'
  | 'relay-megabytes-per-hour'
  | 'relay-megabytes-per-second'
  | 'tracker-host'
  | 'tracker-port'
  | 'tracker-fingerprint'
  | 'listen-port'
  | 'no-listen'
  | 'listen'
  | 'user'
  | 'plain'
  | 'password-stdin'
  | 'no-key-backup'
  | 'peers'
  | 'tmux'
  | 'peer'
  | 'wait'
  | 'json'
  | 'tracker'
  | 'chat'
  | 'format'
  | 'out'
  | 'data'
  | 'config'
  | 'lang'
  | 'debug'

export const cliTexts: Catalog<CliTexts> = { en: cliEn, 'pt-BR': cliPtBr }
