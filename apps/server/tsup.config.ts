import { shared } from '@org/toolchain/tsup'
import { defineConfig } from 'tsup'

export default defineConfig({ ...shared, entry: ['src/main.ts', 'src/data.ts'], dts: false })
