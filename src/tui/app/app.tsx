import { Box, useApp, useCursor, useInput, usePaste } from 'ink'
import { useEffect, useSyncExternalStore } from 'react'
import type { ReactElement } from 'react'
import { readKeys } from '../input/keys.ts'
import { composeScreen } from './compose-screen.ts'
import type { Controller } from './controller.ts'
import { FieldInput } from './field.tsx'
import type { FrameClock } from './frame-clock.ts'
import { Pane } from './pane.tsx'

/**
 * The root: exactly as large as the terminal, the only place that hears keys. Lines are cut before they come here; letting Ink
 * clip them would double the time of a frame.
 */
export function App({
  controller,
  frames,
}: {
  controller: Controller
  frames: FrameClock
}): ReactElement {
  useSyncExternalStore(frames.subscribe, frames.frame)
  const { waitUntilRenderFlush } = useApp()
  const { setCursorPosition } = useCursor()
  useInput((input, key) => {
    for (const press of readKeys(input, key)) controller.press(press)
  })
  usePaste((text) => controller.paste(text))
  useEffect(() => {
    // A key is painted at once instead of at the next tick of Ink's throttle.
    return controller.ui.subscribe(() => void waitUntilRenderFlush())
  }, [controller, waitUntilRenderFlush])

  const { ui } = controller.view()
  const picture = composeScreen(controller.view())
  setCursorPosition(picture.cursor)
  return (
    <Box width={ui.columns} height={ui.rows}>
      {picture.panes.map(({ name, rect, lines }) => (
        <Pane key={name} rect={rect} lines={lines} />
      ))}
      {picture.fields.map((field) => (
        <FieldInput key={`${field.row}`} {...field} />
      ))}
    </Box>
  )
}
