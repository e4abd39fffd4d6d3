System.end(Bench.run(Array(CommandLine.arguments.dropFirst())))
