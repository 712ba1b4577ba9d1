import type { ActContext } from '../commands/act-context.ts'
import type { Overlay } from '../ui/overlay.ts'
import type { OverlayChange } from '../ui/ui-reducer.ts'

/** Runs what an overlay is for: it waits, and closes, or says why not. Resolves what follows inside `action`. */
export function actInOverlay(
  context: ActContext,
  kind: Overlay['kind'],
  action: () => Promise<void>,
  /** What else changes when it is refused, such as a password that is typed again. */
  onRefused: () => OverlayChange = () => ({}),
): void {
  context.dispatch({
    type: 'overlay-changed',
    of: kind,
    change: { isBusy: true, problem: undefined },
  })
  context.run(
    async () => {
      await action()
      context.dispatch({ type: 'overlay-closed', of: kind })
    },
    (problem) =>
      context.dispatch({
        type: 'overlay-changed',
        of: kind,
        change: { isBusy: false, problem, ...onRefused() },
      }),
  )
}

/** Says in an overlay what is missing or wrong in what was typed. */
export function tellProblem(
  context: ActContext,
  kind: Overlay['kind'],
  problem: string,
  change: OverlayChange = {},
): void {
  context.dispatch({ type: 'overlay-changed', of: kind, change: { problem, ...change } })
}
