import { type Dataset, datasetsFolder, findDatasets } from './datasets.ts'

/** The data sets, or one line that says what is missing, and exit code 2. */
export async function demandDatasets(
  tool: string,
  given: string | undefined,
  only: string | null,
): Promise<readonly Dataset[]> {
  const folder = datasetsFolder(given)
  const found = await findDatasets(folder, only)
  if (found !== null && found.length > 0) return found
  const what = found === null ? 'no such folder' : `no data set${only === null ? '' : ` named ${only}`} in it`
  process.stderr.write(`${tool}: ${folder}: ${what}; give the folder as argument or in PROMONTORY_DATASETS\n`)
  process.exit(2)
}
