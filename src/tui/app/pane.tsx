import { Box, Text } from 'ink'
import { memo } from 'react'
import type { ReactElement } from 'react'
import type { Rect } from '../view/layout.ts'
import type { Line } from '../view/line.ts'
import { THEME } from './theme.ts'

/** Finished lines in their rectangle. They fit: nothing is wrapped, cut or clipped here. */
export function Pane({ rect, lines }: { rect: Rect; lines: readonly Line[] }): ReactElement {
  return (
    <Box
      position="absolute"
      top={rect.y}
      left={rect.x}
      width={rect.columns}
      height={rect.rows}
      flexDirection="column"
    >
      {lines.map((line, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- a row is its place on the screen
        <Row key={index} line={line} />
      ))}
    </Box>
  )
}

/** A row is made again only when what it shows has changed. */
const Row = memo(
  function Row({ line }: { line: Line }): ReactElement {
    return (
      <Text wrap="truncate">
        {line.length === 0
          ? ' '
          : line.map(({ text, tone }, index) =>
              tone === 'plain' ? (
                text
              ) : (
                // oxlint-disable-next-line react/no-array-index-key -- spans have no other name
                <Text key={index} {...THEME[tone]}>
                  {text}
                </Text>
              ),
            )}
      </Text>
    )
  },
  (before, after) => isSameLine(before.line, after.line),
)

function isSameLine(a: Line, b: Line): boolean {
  if (a === b) return true
  return (
    a.length === b.length &&
    a.every(({ text, tone }, index) => text === b[index]?.text && tone === b[index]?.tone)
  )
}
