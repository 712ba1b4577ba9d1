/** Which layers a layer may import, besides itself. Kept equal to the table in docs/ARCHITECTURE.md. */
export const LAYERS: Readonly<Record<string, readonly string[]>> = {
  shared: [],
  protocol: ['shared'],
  crypto: ['protocol', 'shared'],
  store: ['crypto', 'protocol', 'shared'],
  net: ['crypto', 'protocol', 'shared'],
  log: ['crypto', 'protocol', 'shared'],
  tracker: ['log', 'net', 'store', 'crypto', 'protocol', 'shared'],
  peer: ['log', 'net', 'store', 'crypto', 'protocol', 'shared'],
  i18n: ['shared'],
  commands: ['peer', 'i18n', 'shared'],
  tui: ['commands', 'peer', 'i18n', 'shared'],
  plain: ['commands', 'peer', 'i18n', 'shared'],
  rpc: ['peer', 'i18n', 'shared'],
  doctor: ['net', 'store', 'crypto', 'protocol', 'shared'],
  demo: [
    ...['rpc', 'plain', 'tui', 'commands', 'i18n', 'peer', 'tracker'],
    ...['log', 'net', 'store', 'crypto', 'protocol', 'shared'],
  ],
  cli: [
    ...['demo', 'doctor', 'rpc', 'plain', 'tui', 'commands', 'i18n', 'peer', 'tracker'],
    ...['log', 'net', 'store', 'crypto', 'protocol', 'shared'],
  ],
  /** The guard in front of the program. */
  bin: ['cli'],
}

/** What the faces, and what they share, may know of the peer. */
export const FACES: readonly string[] = ['commands', 'tui', 'plain', 'rpc']
export const PUBLIC_PEER: readonly string[] = [
  'src/peer/peer.ts',
  'src/peer/state.ts',
  'src/peer/moderation.ts',
  'src/peer/direct.ts',
  'src/peer/files.ts',
  'src/peer/trackers.ts',
  'src/peer/verification.ts',
]

/** The only homes of a package or a part of Node; an npm package that is not listed has none. */
export const OWNERS: Readonly<Record<string, readonly string[]>> = {
  'node:crypto': ['crypto'],
  'node-forge': ['crypto'],
  '@scure/bip39': ['crypto'],
  'node:fs': ['store'],
  lowdb: ['store'],
  tar: ['store'],
  'node:net': ['net'],
  'node:tls': ['net'],
  'node:dgram': ['net'],
  'multicast-dns': ['net'],
  'dns-packet': ['net'],
  'node:dns': ['net'],
  'node:http': [],
  'node:https': [],
  'node:http2': [],
  'node:child_process': ['demo'],
  'node:cluster': [],
  // Schemas: of the wire, of documents on disk, of what scripts ask for.
  valibot: ['protocol', 'store', 'rpc'],
  ink: ['tui'],
  'ink-text-input': ['tui'],
  react: ['tui'],
  uqr: ['tui'],
  'string-width': ['tui', 'plain'],
  yargs: ['cli'],
}

/** May be named as a type by anybody: a certificate passes through several hands. */
export const FREE_AS_TYPE: readonly string[] = ['node:crypto']

/** Parts of the process that only some layers may touch, found in the text. */
export const PROCESS_OWNERS: readonly {
  readonly use: RegExp
  readonly layers: readonly string[]
}[] = [
  { use: /\bprocess\.(?:argv|env|exit|exitCode|execArgv)\b/, layers: ['cli', 'bin'] },
  { use: /\bfrom ['"](?:node:)?process['"]/, layers: [] },
]

export const LINES_PER_FILE_MAX = 300
export const FILES_PER_FOLDER_MAX = 15
export const BANNED_FOLDERS: readonly string[] = [
  'utils',
  'util',
  'helpers',
  'common',
  'misc',
  'lib',
]
