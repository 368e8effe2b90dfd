export type Color = 'bold' | 'dim' | 'red' | 'green' | 'yellow'

export type Paint = (color: Color | null, text: string) => string

export function paintWith(colors: boolean): Paint {
  return (color, text) => (colors && color !== null ? `\u001b[${codes[color]}m${text}\u001b[0m` : text)
}

const codes: Readonly<Record<Color, number>> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 }
