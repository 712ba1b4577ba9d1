import { Box } from 'ink'
import { render } from 'ink-testing-library'
import { describe, expect, test } from 'vitest'
import { FieldInput } from '../../../../src/tui/app/field.tsx'
import { Pane } from '../../../../src/tui/app/pane.tsx'

const COLUMNS = 30

describe('a field', () => {
  test('shows what is typed, where it belongs', () => {
    const { lastFrame } = render(
      <Box width={COLUMNS} height={3}>
        <FieldInput
          row={1}
          column={4}
          columns={10}
          value="alice"
          mask={undefined}
          caretColumn={undefined}
        />
      </Box>,
    )
    expect(lastFrame()?.split('\n')[1]).toBe('    alice')
  })

  test('never shows a password', () => {
    const { lastFrame } = render(
      <Box width={COLUMNS} height={1}>
        <FieldInput row={0} column={0} columns={10} value="secret" mask="•" caretColumn={6} />
      </Box>,
    )
    expect(lastFrame()).toBe('••••••')
  })

  test('keeps to its columns', () => {
    const { lastFrame } = render(
      <Box width={COLUMNS} height={1}>
        <FieldInput
          row={0}
          column={0}
          columns={5}
          value="0123456789"
          mask={undefined}
          caretColumn={undefined}
        />
      </Box>,
    )
    expect(lastFrame()).toBe('01234')
  })
})

describe('a pane', () => {
  test('draws its lines one a row, empty ones too', () => {
    const rect = { x: 2, y: 0, columns: 20, rows: 3 }
    const lines = [
      [{ text: 'one', tone: 'plain' as const }],
      [],
      [{ text: 'two', tone: 'plain' as const }],
    ]
    const { lastFrame } = render(
      <Box width={COLUMNS} height={3}>
        <Pane rect={rect} lines={lines} />
      </Box>,
    )
    expect(
      lastFrame()
        ?.split('\n')
        .map((row) => row.trimEnd()),
    ).toEqual(['  one', '', '  two'])
  })
})
