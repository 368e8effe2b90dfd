const piecesFree = 10_000
const pieceBytesMin = 64

/**
 * True for a body in countless tiny pieces. Each piece costs an object and a turn, however small: many of them cost
 * far more than the body they carry.
 */
export function isFragmented(pieces: number, bytes: number): boolean {
  return pieces > piecesFree && bytes < pieces * pieceBytesMin
}
