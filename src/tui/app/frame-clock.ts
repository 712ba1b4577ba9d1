import type { Observable } from '../../shared/observable.ts'

/** Says when to draw. Nothing is scheduled while nothing changes. */
export interface FrameClock {
  /** Calls `draw` for each frame that is due; for `useSyncExternalStore`. */
  subscribe(draw: () => void): () => void
  /** Changes with every frame. */
  frame(): number
  /** Draws at the next occasion whatever has changed, as after a terminal has read again. */
  request(): void
  stop(): void
}

/**
 * What a person does is drawn at once, what the peer does at most every `intervalMs`; `settle` runs before both. While the
 * terminal does not read, nothing is drawn.
 */
export function createFrameClock(options: {
  ui: Observable<unknown>
  peer: Observable<unknown>
  settle: () => void
  isStalled?: () => boolean
  intervalMs?: number
}): FrameClock {
  const { intervalMs = FRAME_INTERVAL_MS, isStalled = () => false } = options
  const listeners = new Set<() => void>()
  let count = 0
  let drawnAt = -Infinity
  let timer: NodeJS.Timeout | undefined

  function draw(): void {
    if (isStalled()) return
    count++
    for (const listener of [...listeners]) listener()
  }

  function drawPeer(): void {
    timer = undefined
    drawnAt = performance.now()
    options.settle()
    draw()
  }

  function peerChanged(): void {
    if (timer !== undefined) return
    const waitMs = drawnAt + intervalMs - performance.now()
    if (waitMs <= 0) drawPeer()
    else timer = setTimeout(drawPeer, waitMs)
  }

  function uiChanged(): void {
    options.settle()
    draw()
  }

  const stops = [options.ui.subscribe(uiChanged), options.peer.subscribe(peerChanged)]
  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    frame: () => count,
    request: peerChanged,
    stop() {
      clearTimeout(timer)
      for (const stop of stops) stop()
    },
  }
}

/** Thirty pictures a second are enough for what others do. */
const FRAME_INTERVAL_MS = 33
