import { pluralOf } from '../../plural.ts'
import type { DoctorTexts, FindingTexts } from './doctor.ts'

const plural = pluralOf('en')

/** Its names are those that every language has words for. */
export const findingsEn = {
  program: { what: ({ program, node, system }) => `chatp2p ${program}, Node ${node}, ${system}` },
  'terminal-fine': {
    what: ({ term, columns, rows }) => `the full screen fits here: ${term}, ${columns}×${rows}`,
  },
  'terminal-none': {
    what: () => 'output goes to no terminal',
    advice: () =>
      'Start “chatp2p peer” in a terminal for the full screen; with --plain it writes lines.',
  },
  'terminal-dumb': {
    what: () => 'the terminal cannot move the cursor (TERM is dumb or not set)',
    advice: () => 'Use --plain, or set TERM to what the terminal is, for example xterm-256color.',
  },
  'terminal-small': {
    what: ({ columns, rows }) => `the window has only ${columns}×${rows} characters`,
    advice: () => 'Make it larger (80×24 shows everything) or use --plain.',
  },
  'terminal-not-utf8': {
    what: ({ locale }) => `the locale${locale === '' ? '' : ` ${locale}`} is not UTF-8`,
    advice: () =>
      'Set LANG to one that ends in UTF-8, for example C.UTF-8, or lines and letters come out wrong.',
  },
  'folder-writable': {
    what: ({ path, freeMib }) => `${path} takes files, ${freeMib} MiB are free`,
  },
  'folder-nearly-full': {
    what: ({ path, freeMib }) => `only ${freeMib} MiB are free for ${path}`,
    advice: () => 'Make room, or choose another place with --data.',
  },
  'folder-refused': {
    what: ({ path, why }) => `${path} takes no files (${why})`,
    advice: () => 'Give yourself the right to write there, or choose another place with --data.',
  },
  interfaces: { what: ({ list }) => `this machine is on a network: ${list}` },
  'interfaces-none': {
    what: () => 'this machine is on no network',
    advice: () =>
      'Plug in a cable or join a wireless network. Chats on this machine alone work nevertheless.',
  },
  'multicast-heard': { what: ({ interfaces }) => `multicast works on ${interfaces}` },
  'multicast-silent': {
    what: () => 'multicast does not work, so trackers cannot be found by themselves',
    advice: () => 'Allow UDP port 5353 in the firewall, or name the tracker with --tracker-host.',
  },
  'trackers-found': {
    what: ({ count, list }) =>
      `${plural(Number(count), { one: '# tracker announces itself', other: '# trackers announce themselves' })}: ${list}`,
  },
  'trackers-none': {
    what: () => 'no tracker announces itself on this network',
    advice: () =>
      'Start one with “chatp2p tracker”. Guest networks often keep machines apart: then name its address with --tracker-host.',
  },
  'tracker-not-named': {
    what: () => 'there is no tracker to look at',
    advice: () => 'Name one with --tracker-host.',
  },
  'name-resolved': { what: ({ host, addresses }) => `${host} is ${addresses}` },
  'name-unknown': {
    what: ({ host }) => `nobody knows a machine called ${host}`,
    advice: () => 'Give its IP address instead of its name; the tracker prints it when it starts.',
  },
  'port-free': { what: ({ port }) => `a peer can listen here (port ${port} was tried)` },
  'port-used': {
    what: ({ port }) => `port ${port} is used by another program`,
    advice: () => 'Choose another one with --listen-port, or 0 for any that is free.',
  },
  'tracker-answers': {
    what: ({ address, words }) => `the tracker at ${address} answers; its key reads ${words}`,
  },
  'tracker-is-another': {
    what: ({ address, words }) => `another tracker than last time answers at ${address}: ${words}`,
    advice: () =>
      'Compare these words with those on its screen. If they differ, somebody stands between you and it.',
  },
  'tracker-silent': {
    what: ({ address }) => `nobody answers at ${address}`,
    advice: () =>
      'See that the tracker runs, that the address is right, and that its firewall lets this TCP port in.',
  },
  'tracker-strange': {
    what: ({ address, code }) =>
      `something answers at ${address}, but it is no tracker that this program understands (${code})`,
    advice: () => 'See that the port is the tracker’s, and that both run the same version.',
  },
  'clock-right': { what: ({ seconds }) => `this clock and the tracker’s differ by ${seconds} s` },
  'clock-off': {
    what: ({ seconds }) => `this clock and the tracker’s differ by ${seconds} s`,
    advice: () => 'Set the clock of whichever is wrong: times of messages would be misleading.',
  },
  'inbound-open': {
    what: ({ host, port }) => `others reach this machine (tried at ${host}, port ${port})`,
  },
  'inbound-closed': {
    what: ({ host, port }) => `others do not reach this machine (tried at ${host}, port ${port})`,
    advice: () =>
      'Fix a port with --listen-port and open it in the firewall. Until then messages and files take the way through the tracker.',
  },
  'peer-open': {
    what: ({ address }) => `this machine and ${address} reach each other, both ways`,
  },
  'peer-one-way': {
    what: ({ address, host, port }) =>
      `this machine reaches ${address}, but not the other way round (tried at ${host}, port ${port})`,
    advice: () => 'Open this machine’s listen port in its firewall.',
  },
  'peer-silent': {
    what: ({ address }) => `this machine does not reach ${address}`,
    advice: () =>
      'Run “chatp2p doctor --wait” there, and open its port in that machine’s firewall.',
  },
} satisfies Readonly<Record<string, FindingTexts>>

export const doctorEn: DoctorTexts = {
  findings: findingsEn,
  healthy: 'Nothing stands in the way.',
  troubled: (count) =>
    plural(count, { one: '# thing stands in the way.', other: '# things stand in the way.' }),
  waiting: (address) => `Waiting. On the other machine run: chatp2p doctor --peer ${address}`,
}
