# readerapp as a package of nixpkgs; flake.nix calls it.
{
  lib,
  python3Packages,
}:

let
  project = (lib.importTOML ../../pyproject.toml).project;
  # The version stands in one place, readerapp/__init__.py.
  version = builtins.head (
    builtins.match ".*\n__version__ = \"([^\"]+)\".*" (builtins.readFile ../../readerapp/__init__.py)
  );
in
python3Packages.buildPythonApplication {
  pname = project.name;
  inherit version;
  pyproject = true;
  src = ../..;

  build-system = [ python3Packages.hatchling ];

  dependencies =
    with python3Packages;
    [
      argcomplete
      charset-normalizer
      lxml
      markdown-it-py
      platformdirs
      pypdfium2
      pyperclip
      regex
      rich
      textual
      tinydb
      webencodings
    ]
    ++ lib.optional (pythonOlder "3.14") edlib;

  optional-dependencies = with python3Packages; {
    mcp = [ mcp ];
    pandas = [ pandas ];
    xlsx = [ xlsxwriter ];
  };

  # The tests need the versions of requirements-dev.lock; here the program only has to start.
  pythonImportsCheck = [ "readerapp.cli" ];
  doCheck = false;

  meta = {
    inherit (project) description;
    homepage = project.urls.Homepage;
    changelog = "${project.urls.Source}/blob/v${version}/CHANGELOG.md";
    license = lib.licenses.mit;
    mainProgram = project.name;
    platforms = lib.platforms.unix;
  };
}
