import type { CommandTextName, FlagTextName } from '../i18n/catalogs/cli.ts'

/** One flag: on the command line, as `CHATP2P_…`, in the configuration file. A password is never one. */
export type Flag =
  | { readonly kind: 'text' | 'fingerprint'; readonly fallback?: string }
  | { readonly kind: 'port'; readonly fallback: string }
  | {
      readonly kind: 'count'
      readonly fallback: string
      readonly least: number
      readonly most: number
    }
  /** Also without a value, which then is the fallback; not there at all it is off. */
  | { readonly kind: 'optional-port'; readonly fallback: string }
  | { readonly kind: 'switch' }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }

export type CommandName = CommandTextName
export type FlagName = FlagTextName

export const FLAGS = {
  host: { kind: 'text', fallback: '0.0.0.0' },
  port: { kind: 'port', fallback: '5000' },
  name: { kind: 'text' },
  'no-announce': { kind: 'switch' },
  interfaces: { kind: 'text' },
  'except-interfaces': { kind: 'text' },
  'max-connections-per-address': { kind: 'count', fallback: '16', least: 1, most: 100_000 },
  'max-connects-per-second': { kind: 'count', fallback: '20', least: 1, most: 100_000 },
  'max-unauthenticated': { kind: 'count', fallback: '1024', least: 1, most: 100_000 },
  'no-relay': { kind: 'switch' },
  'relay-megabytes-per-hour': { kind: 'count', fallback: '2048', least: 1, most: 1_000_000 },
  'relay-megabytes-per-second': { kind: 'count', fallback: '8', least: 1, most: 10_000 },
  'tracker-host': { kind: 'text' },
  'tracker-port': { kind: 'port', fallback: '5000' },
  'tracker-fingerprint': { kind: 'fingerprint' },
  'listen-port': { kind: 'port', fallback: '0' },
  'no-listen': { kind: 'switch' },
  listen: { kind: 'optional-port', fallback: '5001' },
  user: { kind: 'text' },
  plain: { kind: 'switch' },
  'password-stdin': { kind: 'switch' },
  'no-key-backup': { kind: 'switch' },
  peers: { kind: 'count', fallback: '4', least: 2, most: 12 },
  tmux: { kind: 'switch' },
  peer: { kind: 'text' },
  wait: { kind: 'switch' },
  json: { kind: 'switch' },
  tracker: { kind: 'switch' },
  chat: { kind: 'text' },
  format: { kind: 'choice', choices: ['json', 'md'] },
  out: { kind: 'text' },
  data: { kind: 'text' },
  config: { kind: 'text' },
  lang: { kind: 'choice', choices: ['en', 'pt-BR'] },
  debug: { kind: 'switch' },
} as const satisfies Readonly<Record<FlagName, Flag>>

const COMMON: readonly FlagName[] = ['data', 'config', 'lang', 'debug']
const PEER: readonly FlagName[] = [
  'tracker-host',
  'tracker-port',
  'tracker-fingerprint',
  'listen-port',
  'no-listen',
  'interfaces',
  'except-interfaces',
  'user',
  'no-key-backup',
  ...COMMON,
]

/** Which flags a command takes, in the order of its help. */
export const COMMAND_FLAGS: Readonly<Record<CommandName, readonly FlagName[]>> = {
  tracker: [
    'host',
    'port',
    'name',
    'no-announce',
    'interfaces',
    'except-interfaces',
    'max-connections-per-address',
    'max-connects-per-second',
    'max-unauthenticated',
    'no-relay',
    'relay-megabytes-per-hour',
    'relay-megabytes-per-second',
    ...COMMON,
  ],
  peer: ['plain', ...PEER],
  direct: ['listen', 'user', 'plain', ...COMMON],
  // A full screen needs its standard input for keys.
  rpc: ['password-stdin', ...PEER],
  export: ['user', 'password-stdin', 'chat', 'format', 'out', ...COMMON],
  import: ['user', 'password-stdin', ...COMMON],
  backup: ['user', 'tracker', ...COMMON],
  restore: COMMON,
  doctor: [
    'tracker-host',
    'tracker-port',
    'listen-port',
    'interfaces',
    'except-interfaces',
    'peer',
    'wait',
    'json',
    ...COMMON,
  ],
  demo: ['peers', 'tmux', 'plain', 'lang', 'debug'],
}

/** What a command wants beside flags, as the parser writes it. */
export const COMMAND_OPERANDS: Readonly<Partial<Record<CommandName, string>>> = {
  direct: ' [address]',
  import: ' <paths..>',
  backup: ' <file>',
  restore: ' <file>',
}

export function flagOf(name: FlagName): Flag {
  return FLAGS[name]
}

/** `tracker-host` → `CHATP2P_TRACKER_HOST`. */
export function environmentNameOf(name: FlagName): string {
  return `CHATP2P_${name.toUpperCase().replaceAll('-', '_')}`
}
