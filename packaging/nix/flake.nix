# nix run 'github:readerapp/readerapp?dir=packaging/nix' -- article.txt
#
# Tried here: the syntax (nix-instantiate --parse), and the names of the packages against
# pyproject.toml, by tests/project/test_packages.py. Not tried: a build, for nixpkgs cannot be
# reached where this was written; so there is no flake.lock either, and `nix flake lock` makes it.
# If nixpkgs has an older version of a package than pyproject.toml asks for, the build says which.
{
  description = "Read a document closely in a terminal: mark passages, write notes, tag who said what";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixpkgs-unstable";

  outputs =
    { self, nixpkgs }:
    let
      systems = [
        "aarch64-darwin"
        "aarch64-linux"
        "x86_64-darwin"
        "x86_64-linux"
      ];
      forEachSystem = nixpkgs.lib.genAttrs systems;
    in
    {
      packages = forEachSystem (system: rec {
        readerapp = nixpkgs.legacyPackages.${system}.callPackage ./package.nix { };
        default = readerapp;
      });

      apps = forEachSystem (system: {
        default = {
          type = "app";
          program = nixpkgs.lib.getExe self.packages.${system}.readerapp;
        };
      });
    };
}
