import type { CliTexts } from './cli.ts'

export const cliEn: CliTexts = {
  about: 'End-to-end encrypted chat for local networks, in the terminal.',
  commands: {
    tracker: 'start the meeting point that introduces people to each other',
    peer: 'open the chat',
    rpc: 'chat by JSON-RPC 2.0 on standard input and output, for scripts and bots',
    demo: 'a tracker and a few companions on this machine, to try it alone',
  },
  flags: {
    host: 'address to listen on',
    port: 'port to listen on; 0 takes a free one',
    name: 'how this tracker calls itself',
    'no-announce': 'do not announce this tracker on the network',
    interfaces: 'network interfaces to announce or look on, with commas; all when left out',
    'except-interfaces': 'network interfaces to leave out',
    'max-connections-per-address': 'connections at a time from one address',
    'max-connects-per-second': 'new connections per second from one address',
    'max-unauthenticated': 'connections at a time that have not said yet who they are',
    'tracker-host': 'where the tracker is; looked for on the network when left out',
    'tracker-port': "the tracker's port",
    'tracker-fingerprint': 'accept only the tracker with this fingerprint',
    'listen-port': 'port on which other peers reach this one; 0 takes a free one',
    user: 'the user to log in as',
    'password-stdin': 'read the password from the first line of standard input',
    peers: 'how many people there are, you included',
    tmux: 'a tracker and real peers in tmux panes instead',
    data: 'folder that keeps everything of this process',
    config: 'configuration file, in JSON, with flags as keys',
    lang: 'language: en or pt-BR',
    debug: 'show where an error comes from',
  },
  footer:
    'Every flag can also be an environment variable (CHATP2P_TRACKER_HOST for --tracker-host) or a key in the configuration file. A password is never a flag: set CHATP2P_PASSWORD or use --password-stdin.',
  parser: {},
  tracker: {
    reach: (addresses) => `others reach it at ${addresses}`,
    announced: 'announces itself on this network: whoever starts “chatp2p peer” finds it',
    quiet: 'does not announce itself: others type the address',
  },
  noCommand: 'Say what to start: tracker, peer, rpc or demo.',
  wrong: {
    port: (source, value) => `${source} must be a port from 0 to 65535, not “${value}”`,
    count: (source, value, least, most) =>
      `${source} must be a whole number from ${least} to ${most}, not “${value}”`,
    switch: (source, value) => `${source} must be true or false, not “${value}”`,
    choice: (source, value, choices) => `${source} must be one of ${choices}, not “${value}”`,
    fingerprint: (source) => `${source} must be a fingerprint of 64 hexadecimal digits`,
    empty: (source) => `${source} is empty`,
    configKey: (path, key) => `${path} has a key “${key}” that is no flag`,
    configSecret: (path) => `${path} contains a password, which has no place in a file`,
    configFormat: (path) => `${path} is not a JSON object of flags`,
    configMissing: (path) => `the configuration file ${path} does not exist`,
    passwordTwice: 'the password is given both by CHATP2P_PASSWORD and by --password-stdin',
    passwordMissing: '--password-stdin found no password on standard input',
  },
  crashed: (report) =>
    `chatp2p has crashed, and a report without anything you wrote is in ${report}; please start it again.`,
  crashedWithoutReport:
    'chatp2p has crashed and could not write a report; please start it again, with --debug to see why.',
}
