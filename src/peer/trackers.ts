/** Which trackers there are to choose from; `state.trackers` shows them. */
export interface Trackers {
  /** Asks the network at once, also when a tracker was named at the start. */
  look(): void
  /** Accounts are opened at this tracker from now on. Throws ALREADY_LOGGED_IN. */
  choose(address: TrackerAddress): Promise<void>
}

export interface TrackerAddress {
  readonly host: string
  readonly port: number
}

export interface TrackersState {
  /** Whether the network is being asked; a named tracker makes that needless. */
  readonly isLooking: boolean
  /** Those met before first, the last used on top; then by name. */
  readonly choices: readonly TrackerChoice[]
}

export interface TrackerChoice extends TrackerAddress {
  /** As it calls itself; may be ''. */
  readonly name: string
  /** Its key as words. Only what it says: the connection proves it. */
  readonly words: string
  /** Whether somebody with this data folder was logged in there. */
  readonly isKnown: boolean
  /** Whether it announces itself on the network now. */
  readonly isAnnounced: boolean
}

/** `host`, `host:port`, `[v6]`, `[v6]:port` or a bare IPv6 address; undefined for anything else. */
export function parseTrackerAddress(text: string, defaultPort: number): TrackerAddress | undefined {
  const typed = text.trim()
  const bracketed = /^\[([0-9a-f:.%\w-]+)\](?::(\d{1,5}))?$/i.exec(typed)
  const plain = /^([^\s:[\]/]{1,253})(?::(\d{1,5}))?$/.exec(typed)
  const bare = /^([0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*(?:%[\w-]+)?)$/i.exec(typed)
  const [, host, digits] = bracketed ?? plain ?? bare ?? []
  if (host === undefined) return undefined
  const port = digits === undefined ? defaultPort : Number(digits)
  return port >= 1 && port <= 65_535 ? { host, port } : undefined
}
