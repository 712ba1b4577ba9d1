import type { Paths } from '../../commands/files/path-completion.ts'
import type { Peer } from '../../peer/peer.ts'
import type { UiEvent } from '../ui/ui-reducer.ts'
import type { Layout } from '../view/layout.ts'
import type { ViewContext } from '../view/view-context.ts'

/** Starts a tracker that ends with the program. `shownAs` is the address at which others find it. */
export type HostTracker = () => Promise<{
  readonly host: string
  readonly port: number
  readonly shownAs: string
}>

/** What keys and commands act with. */
export interface ActContext {
  readonly peer: Peer
  /** What is on the screen now; a getter, because every dispatch changes it. */
  view(): ViewContext
  layout(): Layout
  dispatch(event: UiEvent): void
  /**
   * Runs an action of the peer. When it is refused, `onRefused` gets the sentence, or the notice shows it; anything else
   * than a refusal is a bug and ends the program.
   */
  run(action: () => Promise<void>, onRefused?: (sentence: string) => void): void
  quit(): void
  /** What can be chosen from this machine's folders. */
  readonly paths: Paths
  /** Starts a tracker in this program; there when the program can. */
  readonly hostTracker?: HostTracker | undefined
}
