/** One thing that was looked at, and how it stands. What it means in words is the business of whoever shows it. */
export interface Finding {
  readonly id: FindingId
  /** `note`: nothing wrong, but worth knowing. */
  readonly status: 'fine' | 'note' | 'wrong'
  readonly values: FindingValues
}

export type FindingValues = Readonly<Record<string, string | number>>

export type FindingId =
  | 'program'
  | 'terminal-fine'
  | 'terminal-none'
  | 'terminal-dumb'
  | 'terminal-small'
  | 'terminal-not-utf8'
  | 'folder-writable'
  | 'folder-nearly-full'
  | 'folder-refused'
  | 'interfaces'
  | 'interfaces-none'
  | 'multicast-heard'
  | 'multicast-silent'
  | 'trackers-found'
  | 'trackers-none'
  | 'tracker-not-named'
  | 'name-resolved'
  | 'name-unknown'
  | 'port-free'
  | 'port-used'
  | 'tracker-answers'
  | 'tracker-is-another'
  | 'tracker-silent'
  | 'tracker-strange'
  | 'clock-right'
  | 'clock-off'
  | 'inbound-open'
  | 'inbound-closed'
  | 'peer-open'
  | 'peer-one-way'
  | 'peer-silent'

export function fine(id: FindingId, values: FindingValues = {}): Finding {
  return { id, status: 'fine', values }
}

export function note(id: FindingId, values: FindingValues = {}): Finding {
  return { id, status: 'note', values }
}

export function wrong(id: FindingId, values: FindingValues = {}): Finding {
  return { id, status: 'wrong', values }
}
