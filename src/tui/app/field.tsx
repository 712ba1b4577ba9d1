import { Box } from 'ink'
import TextInput from 'ink-text-input'
import type { ReactElement } from 'react'
import type { ShownField } from '../overlays/field-view.ts'

/**
 * One line of input. ink-text-input draws it; keys are edited by the editor of the composer, because the component cuts
 * characters in half, takes control keys for letters and loses keys that arrive together.
 */
export function FieldInput({ row, column, columns, value, mask }: ShownField): ReactElement {
  return (
    <Box position="absolute" top={row} left={column} width={columns} height={1} overflow="hidden">
      <TextInput
        value={value}
        focus={false}
        showCursor={false}
        onChange={ignore}
        {...(mask === undefined ? {} : { mask })}
      />
    </Box>
  )
}

function ignore(): void {}
