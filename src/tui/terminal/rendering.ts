import type { RenderOptions } from 'ink'

/** How Ink draws on a terminal that `openTerminal` has opened. */
export const RENDERING = {
  interactive: true,
  alternateScreen: true,
  incrementalRendering: true,
  maxFps: 60,
  exitOnCtrlC: false,
  patchConsole: false,
} satisfies RenderOptions
