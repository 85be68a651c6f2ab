import { shared } from '@org/toolchain/tsup'
import { defineConfig } from 'tsup'

export default defineConfig(shared)
