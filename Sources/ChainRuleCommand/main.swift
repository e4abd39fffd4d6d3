import Foundation

exit(Tool(output: Output()).run(Array(CommandLine.arguments.dropFirst())).rawValue)
