import type { Figure } from './figure.ts'

const COLUMNS = ['figure', 'value', 'unit', 'bare', 'ratio', 'earlier way', 'target', 'how far']

/** Figures as lines of text, aligned. */
export function createReport(isJson: boolean): {
  add(figure: Figure): void
  finish(): void
} {
  const shown: Figure[] = []
  return {
    add(figure) {
      if (isJson) console.log(JSON.stringify(figure))
      else shown.push(figure)
    },
    finish() {
      if (!isJson) console.log(table([COLUMNS, ...shown.map(toRow)]))
    },
  }
}

function toRow(figure: Figure): string[] {
  const { name, value, unit, baseline, ratio, earlier } = figure
  return [
    name,
    show(value),
    unit,
    show(baseline),
    ratio === undefined ? '' : `${show(ratio)}×`,
    show(earlier),
    showTarget(figure),
    showDistance(figure),
  ]
}

function showTarget({ target, targetIs }: Figure): string {
  return target === undefined ? '' : `${targetIs === 'at most' ? '≤' : '≥'} ${show(target)}`
}

function showDistance({ value, target, targetIs, met }: Figure): string {
  if (target === undefined) return ''
  if (met === true) return 'met'
  return `${show(Number((targetIs === 'at most' ? value / target : target / value).toPrecision(2)))}× off`
}

function show(value: number | undefined): string {
  return value === undefined ? '' : value.toLocaleString('en', { maximumFractionDigits: 3 })
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = COLUMNS.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  )
  const rule = widths.map((width) => '─'.repeat(width)).join('  ')
  const lines = rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0
        return column === 0 || column === 2 ? cell.padEnd(width) : cell.padStart(width)
      })
      .join('  ')
      .trimEnd(),
  )
  return [lines[0], rule, ...lines.slice(1)].join('\n')
}
