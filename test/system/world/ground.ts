import type { ChildProcess } from 'node:child_process'

/** Where programs run and what lies between them. Nodes are the tracker and the peers, by name. */
export interface Ground {
  /** What kind of network this is, and what cannot be done to it here; for the report. */
  readonly description: string
  /** Where this peer finds the tracker. */
  trackerAddress(peer: string): { readonly host: string; readonly port: number }
  /** Where the tracker is to listen. */
  readonly listenAddress: { readonly host: string; readonly port: number }
  /** Starts a program at its node. */
  start(node: string, file: string, words: readonly string[]): ChildProcess
  /** From now on nothing passes from one node to the other; resolves to false where that cannot be done. */
  cut(from: string, to: string): Promise<boolean>
  /** All cuts end. */
  heal(): Promise<void>
  /** A bad line for this node, or a good one again; resolves to false where that cannot be done. */
  slow(node: string, isSlow: boolean): Promise<boolean>
  close(): Promise<void>
}
